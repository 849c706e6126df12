/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef DHCPBACKUP_PARTNER_PORT_H
#define DHCPBACKUP_PARTNER_PORT_H

#include "ns3/event-id.h"
#include "ns3/local-clock.h"
#include "ns3/node.h"
#include "ns3/server-pair.h"
#include "ns3/socket.h"

#include <functional>
#include <memory>
#include <unordered_map>

namespace ns3::dhcpbackup
{

/**
 * @ingroup dhcp-backup
 * @brief One end of the channel between two servers: a UDP socket and a timer around a ServerPair,
 *        and the replies to clients that wait for the partner.
 */
class PartnerPort : private ServerPairOutput
{
  public:
    /// What the server does for the pair.
    struct Owner
    {
        std::function<void(const PartnerLease&, bool)> adopt;                   //!< take a lease over
        std::function<std::vector<PartnerLease>(IpAddr, uint32_t)> leasesFrom;  //!< look leases up
        std::function<void(const char*, const char*)> stateChanged;             //!< from and to
        std::function<void(const char*)> lost;                                  //!< why a reply is
        std::function<void(uint32_t)> sent;                                     //!< bytes to the partner
    };

    /**
     * @param node the server's node
     * @param clock its clock; must outlive this
     * @param partner the partner's address
     * @param machine decides
     * @param owner what the server does
     */
    PartnerPort(Ptr<Node> node,
                const LocalClock& clock,
                IpAddr partner,
                std::unique_ptr<ServerPair> machine,
                const Owner& owner);
    ~PartnerPort() override;
    PartnerPort(const PartnerPort&) = delete;
    PartnerPort& operator=(const PartnerPort&) = delete;

    /**
     * @param message a client's message
     * @return whether this server answers it
     */
    bool Serves(const DhcpMessage& message);

    /**
     * @brief Tell the partner of a change.
     * @param lease the changed lease
     * @param then what to do when the partner knows of it, or needs not to
     */
    void Tell(const PartnerLease& lease, const std::function<void()>& then);

    /// The process has ended: its host says so, as TCP would.
    void SayBye();
    /// Hear and say nothing, as a host that is dead.
    void FallSilent();
    /// Leave what comes in the socket, as a process that is stopped.
    void Pause();
    /// Go on.
    void Resume();
    /// Let go of the socket without a word: the host is being taken down.
    void Abandon();
    /// The clock runs at another rate.
    void Reschedule();

    /// @return who decides
    const ServerPair& Machine() const
    {
        return *m_machine;
    }

    /**
     * @brief Both servers know of a lease that was granted before the run.
     * @param lease the lease
     */
    void Know(const PartnerLease& lease)
    {
        m_machine->Know(lease);
    }

  private:
    // ServerPairOutput
    void ToPartner(const PartnerMessage& message) override;
    void Settled(uint32_t id, bool done) override;
    void Adopt(const PartnerLease& lease, bool newer) override;
    std::vector<PartnerLease> LeasesFrom(IpAddr from, uint32_t count) override;
    void PairStateChanged(const char* from, const char* to) override;

    /// Datagrams have come.
    void Receive(Ptr<Socket> socket);
    /// The partner's host says something about a datagram.
    void IcmpError(Ipv4Address source, uint8_t ttl, uint8_t type, uint8_t code, uint32_t info);
    /// The machine wants to be woken.
    void Wake();
    /// What the clock shows.
    Instant LocalNow() const;

    const LocalClock& m_clock;             //!< the host's clock
    Ipv4Address m_partner;                 //!< the partner's address
    std::unique_ptr<ServerPair> m_machine; //!< decides
    Owner m_owner;                         //!< the server
    Ptr<Socket> m_socket;                  //!< port PARTNER_PORT
    EventId m_wake;                        //!< next call of Wake
    bool m_working{true};                  //!< neither paused nor dead
    bool m_silent{false};                  //!< dead
    std::unordered_map<uint32_t, std::function<void()>> m_waiting; //!< replies, by question
};

} // namespace ns3::dhcpbackup

#endif // DHCPBACKUP_PARTNER_PORT_H
