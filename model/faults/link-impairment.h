/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef DHCPBACKUP_LINK_IMPAIRMENT_H
#define DHCPBACKUP_LINK_IMPAIRMENT_H

#include "ns3/active-faults.h"
#include "ns3/draw.h"
#include "ns3/error-model.h"
#include "ns3/net-device.h"

#include <deque>
#include <vector>

namespace ns3::dhcpbackup
{

/**
 * @ingroup dhcp-backup
 * @brief What is wrong with one direction of a link: an error model for the receiving device, which
 *        is a point-to-point or CSMA device.
 *
 * ns-3's devices never tell that a link is down, so a link that is down is one on which everything
 * is lost. A frame that is to come later is taken away now and given to the device again then; the
 * device's trace PhyRxDrop tells of it the first time.
 *
 * What happens to a frame by chance depends on the link and on the message that the frame carries,
 * not on how many frames came before it: designs that are compared lose the same messages.
 *
 * Faults in force add up: a link is down when one of them says so; shares of loss, duplication and
 * corruption act independently; delays and jitters add; the lowest rate and the shortest queue
 * count.
 */
class LinkImpairment : public ErrorModel
{
  public:
    /**
     * @brief Get the type ID.
     * @return the object TypeId
     */
    static TypeId GetTypeId();

    LinkImpairment();

    /**
     * @brief Become the receive error model of a device.
     * @param device the receiving end of the link
     * @param link number of this direction of the link, for draws
     */
    void Install(Ptr<NetDevice> device, uint32_t link);

    /**
     * @brief A fault begins. Nothing happens if it is in force already.
     * @param id its number
     * @param fault a fault of a link
     */
    void Begin(uint32_t id, const Fault& fault);

    /**
     * @brief A fault heals. Nothing happens if it is not in force; frames that are late stay so.
     * @param id its number
     */
    void Heal(uint32_t id);

    /**
     * @brief Strike only frames that carry IPv4 from one address; the others pass.
     * @param source the address
     */
    void StrikeOnly(IpAddr source)
    {
        m_source = source;
    }

    /// @return whether nothing passes now
    bool IsDown() const;

  private:
    /// What the faults in force do together.
    struct Effects
    {
        bool down{false};              //!< nothing passes
        std::vector<Fault> flapping;   //!< nothing passes now and then
        double loss{0};                //!< chance of a frame to be lost
        double duplication{0};         //!< chance to arrive twice
        double corruption{0};          //!< chance to be damaged
        Duration extra{0};             //!< delay of all frames
        std::vector<Duration> jitters; //!< largest random delays
        uint64_t rate{0};              //!< bits a second, 0 for no limit
        uint32_t queue{0};             //!< frames that wait, if there is a limit
    };

    void DoDispose() override;
    bool DoCorrupt(Ptr<Packet> packet) override;
    void DoReset() override;

    /// Work out what the faults in force do.
    void Compose();
    /// Whether a frame is struck by something that strikes a share of them.
    bool IsStruck(double chance, DrawPurpose purpose, uint64_t message) const;
    /// Let a frame wait for its turn; how long, or nothing if it does not fit.
    std::optional<Duration> Queue(uint32_t bytes);
    /// The random part of a frame's delay.
    Duration Jitter(uint64_t message) const;
    /// Flip one bit behind the frame's header.
    void Damage(Ptr<Packet> packet, uint64_t message) const;
    /// Whether a frame is one of those that can be struck.
    bool IsMeant(Ptr<const Packet> packet) const;
    /// What a frame carries, as a number.
    uint64_t MessageHash(Ptr<const Packet> packet) const;
    /// Give a frame to the device after some time.
    void DeliverLater(Ptr<const Packet> packet, Duration wait);
    /// Give a frame to the device.
    void Deliver(Ptr<Packet> packet);

    Draw m_draw;                      //!< chances
    uint32_t m_link{0};               //!< number of the link
    IpAddr m_source{0};               //!< whose frames are struck, 0 for all
    uint32_t m_header{0};             //!< bytes of the frame's header
    Ptr<NetDevice> m_device;          //!< where frames arrive
    ActiveFaults m_faults;            //!< in force
    Effects m_effects;                //!< what they do
    std::deque<Instant> m_departures; //!< ends of transmission of the frames that wait
    bool m_delivering{false};         //!< the device has a frame that was here before
};

} // namespace ns3::dhcpbackup

#endif // DHCPBACKUP_LINK_IMPAIRMENT_H
