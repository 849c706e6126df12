/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef DHCPBACKUP_TSHARK_ORACLE_H
#define DHCPBACKUP_TSHARK_ORACLE_H

#include "ns3/dhcp-values.h"

#include <string>
#include <vector>

namespace ns3::dhcpbackup
{

/// What an independent reader says of a capture.
struct OracleReport
{
    size_t messages{0}; //!< datagrams from or to UDP port 67; assert that it is not 0
    std::vector<std::string> complaints; //!< one line each, with the frame's number; none is good
};

/**
 * @brief Let tshark judge a capture, and add the checks that tshark does not make.
 *
 * tshark complains of malformed packets, its own expert warnings and errors, wrong IP and UDP
 * checksums, and of anything on port 67 that is not one DHCP message with a known type and END.
 * PayloadComplaints() is then asked about every payload. One false alarm is known: tshark does not
 * join the parts of an option (RFC 3396), so it reports an option 82 that was cut in a sub-option.
 *
 * @param pcap path of a capture file
 * @return what was found
 * @throw std::runtime_error if tshark is missing or cannot read the file: a test then fails, since
 *        an oracle that was not asked has not agreed
 */
OracleReport JudgeCapture(const std::string& pcap);

/// What goes over TCP port 67.
struct StreamReport
{
    std::vector<uint8_t> fromServer;     //!< all bytes of the server, in order
    std::vector<uint8_t> toServer;       //!< all bytes to it
    std::vector<std::string> complaints; //!< one line each, with the frame's number; none is good
};

/**
 * @brief Let tshark judge the TCP connections with port 67 in a capture: IP, TCP and checksums.
 *
 * tshark 4.0 does not read DHCP over TCP (RFC 6926). So what was said is only handed back; each
 * message of it can be judged as the payload of a datagram.
 *
 * @param pcap path of a capture file in which nothing is lost and nothing comes out of order
 * @return what was found
 * @throw std::runtime_error as JudgeCapture
 */
StreamReport JudgeStreams(const std::string& pcap);

/**
 * @brief The checks that tshark 4.0 does not make.
 * @param payload a UDP payload that should be a DHCP message
 * @return complaints: hardware addresses longer than 16 bytes, an option 53 that is not one byte
 *         long, an option that runs out of its field, anything but zero behind END (RFC 2131
 *         section 4.1)
 */
std::vector<std::string> PayloadComplaints(ByteView payload);

} // namespace ns3::dhcpbackup

#endif // DHCPBACKUP_TSHARK_ORACLE_H
