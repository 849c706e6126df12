/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef DHCPBACKUP_LEASE_SERVER_H
#define DHCPBACKUP_LEASE_SERVER_H

#include "ns3/application.h"
#include "ns3/dhcp-frame.h"
#include "ns3/ns3-compat.h"
#include "ns3/service-queue.h"
#include "ns3/socket.h"
#include "ns3/traced-callback.h"
#include "ns3/traced-value.h"

#include <memory>

namespace ns3::dhcpbackup
{

/// How a server fails.
enum class CrashKind : uint8_t
{
    PROCESS, //!< the process dies, the host answers ICMP port unreachable
    HOST     //!< the host dies: silence
};

/**
 * @ingroup dhcp-backup
 * @brief A DHCP server (RFC 2131) with a bounded request queue, that can crash and be paused.
 */
class LeaseServer : public Application, private ServerOutput
{
  public:
    /**
     * @brief Get the type ID.
     * @return the object TypeId
     */
    static TypeId GetTypeId();

    LeaseServer();
    ~LeaseServer() override;

    /**
     * @brief Serve a subnet; before the start.
     * @param subnet its description
     */
    void AddSubnet(const SubnetConfig& subnet);

    /**
     * @brief Die: what waits in the queue is lost. Nothing happens if the server is down.
     * @param kind what the network sees of it
     */
    void Crash(CrashKind kind);

    /**
     * @brief Come back after a crash. Nothing happens if the server is up.
     * @param storeLost whether the leases are lost; else they are as they were, without the offers
     */
    void Restart(bool storeLost);

    /// Stop working, as by SIGSTOP: the socket buffer goes on filling.
    void Pause();

    /// Go on working.
    void Resume();

    /// @return the protocol machine, to look at leases; nullptr before the start
    const ServerMachine* GetMachine() const
    {
        return m_machine.get();
    }

    /// @return messages that wait
    uint32_t GetQueueLength() const
    {
        return m_queueLength;
    }

    /// Signature of the traces Tx and Rx: message.
    typedef void (*MessageCallback)(const DhcpMessage& message);
    /// Signature of the trace Drop: reason.
    typedef void (*DropCallback)(const char* reason);
    /// Signature of the trace Served: time from arrival to reply.
    typedef void (*ServedCallback)(Time waited);
    /// Signature of the trace Binding: event, address, binding.
    typedef void (*BindingCallback)(BindingEvent event, IpAddr address, const Binding& binding);

  protected:
    void DoDispose() override;

  private:
    void StartApplication() override;
    void StopApplication() override;

    // ServerOutput
    void Reply(const DhcpMessage& reply, const ReplyPath& path, size_t maxDatagram) override;
    void BindingChanged(BindingEvent event, IpAddr address, const Binding& binding) override;

    /// Open the socket.
    void Open();
    /// Take what the socket has received.
    void Receive(Ptr<Socket> socket);
    /// The worker has finished a message.
    void Process(const ServiceQueue::Job& job);
    /// Leases run out.
    void Expire();
    /// Ask to be woken when leases run out.
    void ScheduleExpiry();
    /// The address that names this server.
    IpAddr OwnAddress() const;
    /// A message is lost.
    void Lose(const char* reason);

    Ipv4Address m_serverId;     //!< option 54, 0.0.0.0 for the first address of the node
    Time m_offerHold;           //!< how long an offer waits
    Time m_declineHold;         //!< how long a declined address rests
    Time m_serviceTime;         //!< time for one message
    uint32_t m_queueSize;       //!< messages that wait at most
    std::vector<SubnetConfig> m_subnets;       //!< to serve
    std::unique_ptr<ServerMachine> m_machine;  //!< RFC 2131
    std::unique_ptr<ServiceQueue> m_queue;     //!< waiting requests
    Ptr<Socket> m_socket;       //!< port 67
    bool m_up{false};           //!< it works, or is paused
    uint32_t m_device{0};       //!< index of the device of the message being answered
    EventId m_expiry;           //!< next call of Expire
    Instant m_expiryAt{NEVER};  //!< when that is

    TracedValue<uint32_t> m_queueLength{0};                             //!< messages that wait
    TracedCallback<const DhcpMessage&> m_rx;                            //!< arrived and readable
    TracedCallback<const DhcpMessage&> m_tx;                            //!< sent
    TracedCallback<const char*> m_drop;                                 //!< lost or ignored
    TracedCallback<Time> m_served;                                      //!< worked on
    TracedCallback<BindingEvent, IpAddr, const Binding&> m_binding;     //!< binding changed
};

} // namespace ns3::dhcpbackup

#endif // DHCPBACKUP_LEASE_SERVER_H
