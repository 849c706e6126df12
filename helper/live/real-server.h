/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef DHCPBACKUP_REAL_SERVER_H
#define DHCPBACKUP_REAL_SERVER_H

#include "ns3/binding.h"
#include "ns3/live-namespace.h"
#include "ns3/nstime.h"
#include "ns3/object.h"
#include "ns3/packet-socket-device.h"
#include "ns3/server-control.h"
#include "ns3/server-machine.h"
#include "ns3/server-program.h"
#include "ns3/traced-callback.h"

#include <array>
#include <map>
#include <optional>
#include <string>

namespace ns3::dhcpbackup
{

/**
 * @ingroup dhcp-backup
 * @brief A real DHCP server that serves the simulated network: faults strike the process, and its
 *        trace sources tell what passes on its cable, under the names that those of LeaseServer have.
 *
 * Its host has one interface. Whatever goes to the relays' networks leaves by it.
 */
class RealServer : public Object, public ServerControl
{
  public:
    /**
     * @brief Get the type ID.
     * @return the object TypeId
     */
    static TypeId GetTypeId();

    /**
     * @brief Set up its host, start it, and wait until it serves.
     * @param space where it runs, which outlives it
     * @param program which server
     * @param duties what it serves; folder and interface are filled in here
     * @throw std::runtime_error with its last words if it does not come up
     */
    void Start(LiveNamespace& space, const ServerProgram& program, ServerDuties duties);

    /**
     * @brief Restart and wait until it serves, without a simulation.
     * @param fate what the store holds
     * @throw std::runtime_error with its last words if it does not come up
     */
    void RestartNow(StoreFate fate);

    /**
     * @brief Tell what passes on its cable, and look after the process; when the simulation is set up.
     * @param device the simulation's end of the cable
     */
    void Watch(Ptr<PacketSocketDevice> device);

    /**
     * @brief Look into the server's own lease file.
     * @return by address, what stands there in simulated time, rounded up to a whole second since
     *         the file has no fractions
     */
    std::map<IpAddr, Binding> FiledBindings() const;

    /// @return why it is gone though nobody killed it, with its last words; empty if all is well
    const std::string& Failure() const
    {
        return m_failure;
    }

    // ServerControl
    void Crash(CrashKind kind) override;
    void Restart(StoreFate fate) override;
    void TakeSnapshot() override;
    void Pause() override;
    void Resume() override;
    void SetSlowdown(double factor) override;
    void SetClockRate(double rate) override;
    double GetClockRate() const override;

    /// Signature of the traces Rx and Tx: message.
    typedef void (*MessageCallback)(const DhcpMessage& message);
    /// Signature of the trace Binding: event, address, binding in simulated time.
    typedef void (*BindingCallback)(BindingEvent event, IpAddr address, const Binding& binding);
    /// Signature of the trace Restarted: what has become of the store.
    typedef void (*RestartedCallback)(StoreFate fate);

  protected:
    void DoDispose() override;

  private:
    /// Start the process.
    void Launch();
    /// Wait until it serves.
    void WaitUntilReady();
    /// Bring link and lease files into the state that a restart finds, and start the process.
    void Relaunch(StoreFate fate);
    /// Run a command that must succeed.
    void Command(const std::vector<std::string>& words);
    /// Give the interface its link, and the host its way to the relays.
    void ConnectHost();
    /// Whether the process has said that it serves, since its start.
    bool IsReady() const;
    /// What the process has said since its start.
    std::string Said() const;
    /// How the process ended and its last words.
    std::string LastWords(const std::string& end) const;
    /// See whether a restarted process serves.
    void AwaitReady(StoreFate fate);
    /// See whether the process is alive.
    void LookAfter();
    /// A frame is on the cable.
    void Sniff(Ptr<const Packet> frame);
    /// A client asks.
    void Asked(const DhcpMessage& message);
    /// The server has answered.
    void Answered(const DhcpMessage& reply);

    LiveNamespace* m_space{nullptr};         //!< where it runs
    const ServerProgram* m_program{nullptr}; //!< which server
    ServerDuties m_duties;                   //!< what it serves
    std::vector<std::string> m_words;        //!< its command line
    std::string m_log;                       //!< file with what it says
    size_t m_logBegin{0};                    //!< where it began to speak
    pid_t m_process{0};                      //!< 0 if it is down
    bool m_linkDown{false};                  //!< its host is down
    bool m_paused{false};                    //!< it is stopped
    std::string m_failure;                   //!< why it is gone
    Ptr<PacketSocketDevice> m_device;        //!< the simulation's end of the cable
    int64_t m_epoch{0};                      //!< nanoseconds from 1970 to the start of simulated time
    std::map<std::array<uint8_t, 16>, ClientIdentity> m_clients; //!< who they are, by chaddr

    TracedCallback<const DhcpMessage&> m_rx;                        //!< on its way to the server
    TracedCallback<const DhcpMessage&> m_tx;                        //!< answered
    TracedCallback<BindingEvent, IpAddr, const Binding&> m_binding; //!< as its answers tell
    TracedCallback<StoreFate> m_restarted;                          //!< it serves again
};

} // namespace ns3::dhcpbackup

#endif // DHCPBACKUP_REAL_SERVER_H
