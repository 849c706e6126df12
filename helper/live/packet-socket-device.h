/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef DHCPBACKUP_PACKET_SOCKET_DEVICE_H
#define DHCPBACKUP_PACKET_SOCKET_DEVICE_H

#include "ns3/ethernet-line-device.h"

#include <deque>
#include <mutex>
#include <thread>
#include <vector>

namespace ns3::dhcpbackup
{

/**
 * @ingroup dhcp-backup
 * @brief The end of an Ethernet cable whose other end is outside the simulation: its frames go
 *        through a packet socket (packet(7)).
 *
 * It needs the real-time simulator. A thread waits for frames, and hands each over as an event at
 * the moment at which it came.
 */
class PacketSocketDevice : public EthernetLineDevice
{
  public:
    /**
     * @brief Get the type ID.
     * @return the object TypeId
     */
    static TypeId GetTypeId();

    ~PacketSocketDevice() override;

    /**
     * @brief Take frames from a socket as soon as the simulation runs, and send through it.
     * @param socket a packet socket that is bound to an interface; the device closes it
     * @param peer the hardware address at the other end, to which all frames go: a host answers
     *        with no ICMP error what was broadcast to it
     */
    void Open(int socket, const Mac48Address& peer);

    /// @return frames that the system would not take
    uint64_t GetUnsent() const
    {
        return m_unsent;
    }

    bool IsLinkUp() const override;
    bool SendFrom(Ptr<Packet> packet,
                  const Address& from,
                  const Address& to,
                  uint16_t protocol) override;

  protected:
    void DoDispose() override;

  private:
    /// A frame as it came.
    using Frame = std::vector<uint8_t>;

    /// The simulation runs: start the thread.
    void Listen();
    /// What the thread does.
    void ReadFrames();
    /// The next frame has its turn.
    void Deliver();
    /// End the thread and close the socket.
    void Close();

    int m_socket{-1};           //!< packet socket
    Mac48Address m_peer;        //!< at the other end
    int m_wake{-1};             //!< eventfd that ends the thread
    uint64_t m_unsent{0};       //!< frames that the system would not take
    std::thread m_reader;       //!< waits for frames
    std::mutex m_mutex;         //!< guards m_frames
    std::deque<Frame> m_frames; //!< those that have come and wait for their event
};

} // namespace ns3::dhcpbackup

#endif // DHCPBACKUP_PACKET_SOCKET_DEVICE_H
