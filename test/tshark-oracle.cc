/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "tshark-oracle.h"

#include <cstdio>
#include <sstream>
#include <stdexcept>
#include <sys/wait.h>

namespace ns3::dhcpbackup
{

namespace
{

/// DHCP in either direction, but not the copy of one inside an ICMP error.
const std::string DHCP_FILTER = "udp.port==67 && !icmp";

/// What tshark must not find (0x600000 is the severity "warning").
const std::string COMPLAINT_FILTER =
    DHCP_FILTER + " && (_ws.malformed || _ws.expert.severity >= 6291456"
                  " || ip.checksum.status==\"Bad\" || udp.checksum.status==\"Bad\""
                  " || !dhcp || !dhcp.option.dhcp || !dhcp.option.end || dhcp.option.dhcp > 18"
                  " || !(dhcp.type in {1,2}) || count(dhcp.option.dhcp) > 1)";

/// Quote a word for the shell.
std::string
Quote(const std::string& word)
{
    std::string quoted = "'";
    for (const char c : word)
    {
        quoted += c == '\'' ? "'\\''" : std::string(1, c);
    }
    return quoted + "'";
}

/// Run tshark on a capture and return the lines it prints.
std::vector<std::string>
Tshark(const std::string& pcap, const std::string& filter, const std::string& fields)
{
    // stderr holds a remark about running as root; only when tshark fails it is worth showing.
    const std::string command = "LC_ALL=C tshark -n -r " + Quote(pcap) +
                                " -o ip.check_checksum:TRUE -o udp.check_checksum:TRUE"
                                " -o tcp.check_checksum:TRUE -Y " +
                                Quote(filter) + " -T fields " + fields + " 2>&1";
    FILE* const pipe = popen(command.c_str(), "r");
    if (!pipe)
    {
        throw std::runtime_error("cannot start a shell for tshark");
    }
    std::string output;
    char chunk[4096];
    for (size_t n = 0; (n = fread(chunk, 1, sizeof(chunk), pipe)) > 0;)
    {
        output.append(chunk, n);
    }
    const int status = pclose(pipe);
    if (WIFEXITED(status) && WEXITSTATUS(status) == 127)
    {
        throw std::runtime_error("tshark is not installed (Debian: tshark), but these tests need "
                                 "it as an independent judge");
    }
    if (status != 0)
    {
        throw std::runtime_error("tshark failed on " + pcap + ": " + output);
    }
    std::vector<std::string> lines;
    std::istringstream in(output);
    for (std::string line; std::getline(in, line);)
    {
        if (line.rfind("Running as user", 0) != 0)
        {
            lines.push_back(line);
        }
    }
    return lines;
}

/// Bytes from hexadecimal digits.
std::vector<uint8_t>
FromHex(const std::string& digits)
{
    std::vector<uint8_t> bytes;
    for (size_t i = 0; i + 1 < digits.size(); i += 2)
    {
        bytes.push_back(std::stoi(digits.substr(i, 2), nullptr, 16));
    }
    return bytes;
}

/// Complaints about one field of options; gets the value of option 52 if it stands there.
void
CheckField(ByteView field,
           const std::string& name,
           std::vector<std::string>& complaints,
           uint8_t* overload)
{
    size_t at = 0;
    while (at < field.size() && field[at] != 255)
    {
        if (field[at] == 0)
        {
            ++at;
            continue;
        }
        if (at + 1 == field.size() || at + 2 + field[at + 1] > field.size())
        {
            complaints.push_back("option " + std::to_string(field[at]) + " runs out of " + name);
            return;
        }
        const size_t size = field[at + 1];
        if (field[at] == 53 && size != 1)
        {
            complaints.push_back("option 53 of length " + std::to_string(size) + " in " + name);
        }
        if (field[at] == 52 && size == 1 && overload)
        {
            *overload = field[at + 2];
        }
        at += 2 + size;
    }
    for (++at; at < field.size(); ++at)
    {
        if (field[at] != 0)
        {
            complaints.push_back("byte " + std::to_string(field[at]) + " behind END in " + name);
            return;
        }
    }
}

} // namespace

OracleReport
JudgeCapture(const std::string& pcap)
{
    OracleReport report;
    for (const auto& line :
         Tshark(pcap, COMPLAINT_FILTER, "-e frame.number -e _ws.expert.message -e _ws.col.Info"))
    {
        report.complaints.push_back("frame " + line);
    }
    for (const auto& line : Tshark(pcap, DHCP_FILTER, "-e frame.number -e udp.payload"))
    {
        ++report.messages;
        const size_t tab = line.find('\t');
        for (const auto& complaint : PayloadComplaints(FromHex(line.substr(tab + 1))))
        {
            report.complaints.push_back("frame " + line.substr(0, tab) + "\t" + complaint);
        }
    }
    return report;
}

StreamReport
JudgeStreams(const std::string& pcap)
{
    StreamReport report;
    const std::string filter = "tcp.port==67";
    for (const auto& line :
         Tshark(pcap,
                filter + " && (_ws.malformed || _ws.expert.severity >= 6291456"
                         " || ip.checksum.status==\"Bad\" || tcp.checksum.status==\"Bad\")",
                "-e frame.number -e _ws.expert.message -e _ws.col.Info"))
    {
        report.complaints.push_back("frame " + line);
    }
    for (const auto& line : Tshark(pcap, filter + " && tcp.len>0", "-e tcp.srcport -e tcp.payload"))
    {
        const size_t tab = line.find('\t');
        auto& bytes = line.substr(0, tab) == "67" ? report.fromServer : report.toServer;
        const std::vector<uint8_t> payload = FromHex(line.substr(tab + 1));
        bytes.insert(bytes.end(), payload.begin(), payload.end());
    }
    return report;
}

std::vector<std::string>
PayloadComplaints(ByteView payload)
{
    constexpr size_t options = 240;
    if (payload.size() < options)
    {
        return {"shorter than the fixed fields"};
    }
    std::vector<std::string> complaints;
    if (payload[2] > 16)
    {
        complaints.push_back("hlen " + std::to_string(payload[2]));
    }
    uint8_t overload = 0;
    CheckField(payload.subspan(options), "options", complaints, &overload);
    if (overload & 1)
    {
        CheckField(payload.subspan(108, 128), "file", complaints, nullptr);
    }
    if (overload & 2)
    {
        CheckField(payload.subspan(44, 64), "sname", complaints, nullptr);
    }
    return complaints;
}

} // namespace ns3::dhcpbackup
