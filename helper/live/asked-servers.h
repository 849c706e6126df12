/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef DHCPBACKUP_ASKED_SERVERS_H
#define DHCPBACKUP_ASKED_SERVERS_H

#include "ns3/answer-probe.h"
#include "ns3/live-namespace.h"
#include "ns3/real-server.h"
#include "ns3/server-machine.h"

#include <memory>
#include <string>

namespace ns3::dhcpbackup
{

/**
 * @ingroup dhcp-backup
 * @brief A real server that is asked without a simulation.
 */
class AskedRealServer : public AskedServer
{
  public:
    /**
     * @param program which one
     * @param authoritative whether it knows every address of its subnets
     * @param leaseTime how long its leases last
     * @throw std::runtime_error if it does not come up
     */
    AskedRealServer(const ServerProgram& program, bool authoritative, Duration leaseTime);
    ~AskedRealServer() override;

    /// @return its version, as it says itself
    std::string Version();

    std::optional<DhcpMessage> Ask(const DhcpMessage& message) override;
    void Wait(Duration time) override;
    void Kill() override;
    void Restart(bool keep) override;

  private:
    const ServerProgram& m_program; //!< which server
    LiveNamespace m_space;    //!< where it runs
    Ptr<RealServer> m_server; //!< the process
    int m_socket;             //!< our end of the cable
};

/**
 * @ingroup dhcp-backup
 * @brief The simulated server's machine, in a time of its own.
 */
class AskedMachine : public AskedServer, private ServerOutput
{
  public:
    /**
     * @param kind whose answers it gives
     * @param authoritative whether it knows every address of its subnets
     * @param leaseTime how long its leases last
     */
    AskedMachine(ServerKind kind, bool authoritative, Duration leaseTime);

    std::optional<DhcpMessage> Ask(const DhcpMessage& message) override;
    void Wait(Duration time) override;
    void Kill() override;
    void Restart(bool keep) override;

  private:
    // ServerOutput
    void Reply(const DhcpMessage& reply, const ReplyPath& path, size_t maxDatagram) override;
    void BindingChanged(BindingEvent event, IpAddr address, const Binding& binding) override;

    /// A server without leases.
    void Make();

    ServerConfig m_config;                    //!< of the machine
    Duration m_leaseTime;                     //!< of its leases
    Instant m_now{1000 * SECOND};             //!< its time
    std::string m_file;                       //!< its leases when it was killed
    Instant m_killed{0};                      //!< when that was
    std::optional<DhcpMessage> m_reply;       //!< the last one
    std::unique_ptr<ServerMachine> m_machine; //!< asked
};

} // namespace ns3::dhcpbackup

#endif // DHCPBACKUP_ASKED_SERVERS_H
