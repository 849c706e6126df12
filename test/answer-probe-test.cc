/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "ns3/asked-servers.h"
#include "ns3/validation.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <map>
#include <sstream>

using namespace ns3;
using namespace ns3::dhcpbackup;
using testing::HasSubstr;
using testing::Not;

namespace
{

using Answers = std::map<std::string, char>;

/// The measured answers of a server, by shape and state.
Answers
Measured(const std::string& server, const std::string& configured)
{
    Answers answers;
    std::ifstream file(DHCPBACKUP_SOURCE_DIR "/test/data/server-answers.csv");
    const std::string begin = server + "," + configured + ",";
    for (std::string line; std::getline(file, line);)
    {
        if (line.rfind(begin, 0) == 0)
        {
            answers[line.substr(begin.size(), line.size() - begin.size() - 2)] = line.back();
        }
    }
    return answers;
}

/// The answers of a profile, asked as a real server is.
std::vector<AnswerCell>
AskProfile(ServerKind kind, bool authoritative)
{
    AskedMachine machine(kind, authoritative, 120 * SECOND);
    return AnswerProbe(machine, 120 * SECOND).Ask();
}

} // namespace

TEST(AnswerProbe, FindsInProfilesWhatWasMeasured)
{
    const std::pair<std::string, ServerKind> servers[] = {{"kea", SERVER_KEA},
                                                          {"dhcpd", SERVER_DHCPD},
                                                          {"dnsmasq", SERVER_DNSMASQ}};
    for (const auto& [name, kind] : servers)
    {
        for (const bool authoritative : {true, false})
        {
            Answers answers;
            for (const AnswerCell& cell : AskProfile(kind, authoritative))
            {
                answers[cell.shape + "," + cell.state] = cell.answer;
            }
            EXPECT_EQ(answers.size(), 49u);
            EXPECT_EQ(answers, Measured(name, authoritative ? "auth" : "nonauth")) << name;
        }
    }
}

TEST(AnswerTable, ShowsBothAnswersWhereTheyDiffer)
{
    AnswerComparison comparison;
    comparison.version = "1.2";
    comparison.real = comparison.profile = AskProfile(SERVER_KEA, true);
    EXPECT_EQ(CountDifferences(comparison), 0u);
    EXPECT_THAT(AnswerTable(comparison), Not(HasSubstr("/")));
    comparison.real[0].answer = 'N';
    EXPECT_EQ(CountDifferences(comparison), 1u);
    EXPECT_THAT(AnswerTable(comparison), HasSubstr("REN   N/A"));
    EXPECT_THAT(AnswerTable(comparison), HasSubstr("kea-dhcp4 1.2, authoritative"));
}
