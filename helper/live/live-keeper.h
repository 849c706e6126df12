/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef DHCPBACKUP_LIVE_KEEPER_H
#define DHCPBACKUP_LIVE_KEEPER_H

#include <string>
#include <vector>

namespace ns3::dhcpbackup
{

/// The interface at which real programs work.
constexpr char OUTSIDE_INTERFACE[] = "dhcp0";
/// Its hardware address.
constexpr char OUTSIDE_HARDWARE[] = "02:05:00:00:00:01";
/// Where servers are that are not in every user's PATH.
constexpr char SERVER_FOLDERS[] = "/usr/sbin:/sbin";
/// A message between a live run and its keeper is no longer.
constexpr size_t KEEPER_MESSAGE = 1 << 16;

/**
 * @brief Be the keeper of a live run: a process in a network namespace of its own, in which it
 *        starts real programs when it is asked to.
 * @param socket the other end is held by the run and by nobody else; when it is closed, however
 *        that comes about, the keeper kills what it started, removes the folder and ends
 * @param folder where everything temporary is
 *
 * Its first message is "ready" with a packet socket at the simulation's end of the cable, or
 * "failed: ..." with the reason. Then each message is a request of words that end in a zero byte:
 *
 * - do PROGRAM ARGUMENT...: run it to its end; answer "0 " or another exit code and what it said;
 * - start LOG PROGRAM ARGUMENT...: start it, with what it says in the file LOG; answer its number;
 * - signal NUMBER SIGNAL: pass a signal on to it; after SIGKILL it is gone when the answer comes;
 * - ended NUMBER: answer "" while it runs, else how it ended.
 *
 * Before an answer stands "ok ", or it is "failed: " and the reason.
 */
[[noreturn]] void KeepNamespace(int socket, const std::string& folder);

/**
 * @param words of a request
 * @return the request as a message
 */
std::string JoinWords(const std::vector<std::string>& words);

} // namespace ns3::dhcpbackup

#endif // DHCPBACKUP_LIVE_KEEPER_H
