/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "relay-fixture.h"

using namespace ns3::dhcpbackup;
using namespace ns3::dhcpbackup::test;

namespace
{

/// A plain relay with all that option 82 can say.
class RelayAgentTest : public RelayFixture
{
  protected:
    RelayAgentTest()
    {
        policy = {};
    }

    /// A sub-option of the latest message to the server.
    std::string Sub(uint8_t code) const
    {
        DhcpOptions subOptions;
        const auto agent = out.up.back().message.options.Find(OPT_RELAY_AGENT);
        if (!agent || !ParseRelayAgentOption(*agent, subOptions) || !subOptions.Has(code))
        {
            return "none";
        }
        const auto data = *subOptions.Find(code);
        return std::string(data.begin(), data.end());
    }

    /// A DISCOVER to which something behind the line has added option 82.
    static DhcpMessage Tagged()
    {
        DhcpMessage discover = FromClient(Client(7), DHCPDISCOVER, 1);
        discover.options.AddText(OPT_RELAY_AGENT, std::string("\1\1x", 3));
        return discover;
    }
};

} // namespace

TEST_F(RelayAgentTest, UntrustedCircuitWithOption82_Rfc3046_2_1)
{
    EXPECT_EQ(Up(Tagged()).action, RelayVerdict::DROPPED);
    EXPECT_TRUE(out.up.empty());
}

TEST_F(RelayAgentTest, TrustedCircuitKeepsItsOption82AndGetsGiaddr_Rfc3046_2_1)
{
    config.lines[PORT].trusted = true;
    EXPECT_EQ(Up(Tagged()).action, RelayVerdict::CONSUMED);
    EXPECT_EQ(out.up.back().message.giaddr, GATEWAY);
    EXPECT_EQ(Sub(SUB_CIRCUIT_ID), "x") << "none in its place";
    int options = 0;
    for (const auto& item : out.up.back().message.options)
    {
        options += item.code == OPT_RELAY_AGENT;
    }
    EXPECT_EQ(options, 1) << "no second one";
}

TEST_F(RelayAgentTest, TrustIsALinesOwn)
{
    config.lines[PORT + 1].trusted = true;
    EXPECT_EQ(Up(Tagged()).action, RelayVerdict::DROPPED);
}

TEST_F(RelayAgentTest, ATrustedCircuitRemovesItsOption82Itself_Rfc3046_2_1)
{
    policy.backup = true; // remembers the line, which the option does not tell
    config.lines[PORT].trusted = true;
    DhcpMessage request = Selecting(Client(7), Ip(7), SERVER, 1);
    request.options.AddText(OPT_RELAY_AGENT, std::string("\1\1x", 3));
    Up(request);
    Grant(out.up.back().message, Ip(7));
    ASSERT_EQ(out.down.size(), 1u);
    EXPECT_TRUE(LastDown().options.Has(OPT_RELAY_AGENT));
}

TEST_F(RelayAgentTest, NoOption82ReachesAnUntrustedLineWhateverTheServerPutIntoIt_Rfc3046_2_1)
{
    policy.backup = true;
    const DhcpMessage request = Selecting(Client(7), Ip(7), SERVER, 1);
    Up(request);
    DhcpMessage ack = Answer(request, DHCPACK, Ip(7), LEASE);
    ack.options.AddText(OPT_RELAY_AGENT, std::string("\1\1x", 3));
    Down(ack);
    ASSERT_EQ(out.down.size(), 1u);
    EXPECT_FALSE(LastDown().options.Has(OPT_RELAY_AGENT));
}

TEST_F(RelayAgentTest, SpoofedGiaddrIsDroppedOnTrustedLinesToo_Rfc3046_2_1)
{
    config.lines[PORT].trusted = true;
    DhcpMessage discover = FromClient(Client(7), DHCPDISCOVER, 1);
    discover.giaddr = GATEWAY;
    EXPECT_STREQ(Up(discover).cause, "spoofed giaddr");
}

TEST_F(RelayAgentTest, HopThreshold_Rfc1542_4_1_1)
{
    config.maxHops = 2;
    DhcpMessage discover = FromClient(Client(7), DHCPDISCOVER, 1);
    discover.hops = 2;
    EXPECT_EQ(Up(discover).action, RelayVerdict::CONSUMED);
    EXPECT_EQ(out.up.back().message.hops, 3);
    discover.hops = 3;
    EXPECT_STREQ(Up(discover).cause, "too many hops");
}

TEST_F(RelayAgentTest, TheDefaultHopThresholdIsFourAndTheLargestSixteen_Rfc1542_4_1_1)
{
    EXPECT_EQ(RelayConfig().maxHops, 4);
    config.maxHops = 16;
    EXPECT_EQ(config.Validate(), "");
    config.maxHops = 17;
    EXPECT_NE(config.Validate(), "");
}

TEST_F(RelayAgentTest, SubOptionsAsConfigured)
{
    Up(FromClient(Client(7), DHCPDISCOVER, 1));
    EXPECT_EQ(Sub(SUB_CIRCUIT_ID), "eth 0/17");
    EXPECT_EQ(Sub(SUB_REMOTE_ID), "relay 0");
    for (const uint8_t code :
         {SUB_LINK_SELECTION, SUB_SUBSCRIBER_ID, SUB_RELAY_ID, SUB_SERVER_ID_OVERRIDE})
    {
        EXPECT_EQ(Sub(code), "none");
    }
}

TEST_F(RelayAgentTest, AllSubOptions_Rfc3046_Rfc3527_Rfc3993_Rfc5107_Rfc6925)
{
    config.linkSelection = Ip(0);
    config.relayId = "node 5";
    config.lines[PORT].subscriberId = "customer 17";
    config.overrideServerId = true;
    config.hideServer = true;
    Up(FromClient(Client(7), DHCPDISCOVER, 1));
    EXPECT_EQ(Sub(SUB_LINK_SELECTION), std::string("\x0a\0\0\0", 4));
    EXPECT_EQ(Sub(SUB_RELAY_ID), "node 5");
    EXPECT_EQ(Sub(SUB_SUBSCRIBER_ID), "customer 17");
    EXPECT_EQ(Sub(SUB_SERVER_ID_OVERRIDE), std::string("\x0a\0\0\x01", 4));
}

TEST_F(RelayAgentTest, ImpossibleConfigurationsAreRefused)
{
    EXPECT_EQ(config.Validate(), "");
    config.servers.clear();
    EXPECT_NE(config.Validate(), "");
    config.servers.assign(256, SERVER);
    EXPECT_NE(config.Validate(), "");
    config.servers.assign(255, SERVER);
    EXPECT_EQ(config.Validate(), "");
    config.overrideServerId = true;
    EXPECT_NE(config.Validate(), "") << "clients would see the server after all";
}
