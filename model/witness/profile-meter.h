/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef DHCPBACKUP_PROFILE_METER_H
#define DHCPBACKUP_PROFILE_METER_H

#include "ns3/client-machine.h"

#include <string>
#include <vector>

namespace ns3::dhcpbackup
{

/// What the subscribers with one kind of client did in a run.
struct ProfileCounts
{
    std::string profile;     //!< the client's name
    uint32_t subscribers{0}; //!< how many have it
    uint64_t discovers{0};   //!< DISCOVERs that they sent
    uint64_t requests{0};    //!< REQUESTs that they sent
    uint64_t declines{0};    //!< DECLINEs that they sent
    uint64_t releases{0};    //!< RELEASEs that they sent
    uint64_t informs{0};     //!< INFORMs that they sent
    uint64_t leasesLost{0};  //!< leases of theirs that ran out or were refused
};

/**
 * @ingroup dhcp-backup
 * @brief Counts the messages of clients by their profile. It is told everything by trace sources.
 */
class ProfileMeter
{
  public:
    /// @param profiles the name of each subscriber's client
    explicit ProfileMeter(const std::vector<std::string>& profiles);

    /**
     * @brief A subscriber sends a message.
     * @param subscriber whose
     * @param message the message
     */
    void ClientTx(uint32_t subscriber, const DhcpMessage& message);

    /**
     * @brief A subscriber has lost its address.
     * @param subscriber whose
     * @param cause why; switching off does not count
     */
    void ClientLost(uint32_t subscriber, LossCause cause);

    /// @return the counts, by the clients' names
    const std::vector<ProfileCounts>& Counts() const
    {
        return m_counts;
    }

  private:
    std::vector<ProfileCounts> m_counts; //!< by profile, in the order of names
    std::vector<uint8_t> m_profileOf;    //!< index in m_counts, by subscriber
};

} // namespace ns3::dhcpbackup

#endif // DHCPBACKUP_PROFILE_METER_H
