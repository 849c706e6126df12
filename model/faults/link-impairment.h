/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef DHCPBACKUP_LINK_IMPAIRMENT_H
#define DHCPBACKUP_LINK_IMPAIRMENT_H

#include "ns3/draw.h"
#include "ns3/error-model.h"

#include <vector>

namespace ns3::dhcpbackup
{

/**
 * @ingroup dhcp-backup
 * @brief What is wrong with one direction of a link: an error model for the receiving device.
 *
 * ns-3's devices never tell that a link is down, so a link that is down is one on which everything
 * is lost. Whether a frame is lost by chance depends on the link and on what the frame carries, not
 * on how many frames came before it: designs that are compared lose the same messages.
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

    /// @param link number of this direction of the link, for draws
    void SetLink(uint32_t link);

    /// The link goes down, once more if it is down.
    void Down();

    /// One of the causes that keep the link down is over.
    void Up();

    /**
     * @brief Lose a share of the frames; several losses act independently.
     * @param share above 0, at most 1
     */
    void AddLoss(double share);

    /// @param share a share given to AddLoss before, which is over
    void RemoveLoss(double share);

  private:
    bool DoCorrupt(Ptr<Packet> packet) override;
    void DoReset() override;

    Draw m_draw;                  //!< chances
    uint32_t m_link{0};           //!< number of the link
    uint32_t m_down{0};           //!< causes that keep it down
    std::vector<double> m_losses; //!< shares in force
};

} // namespace ns3::dhcpbackup

#endif // DHCPBACKUP_LINK_IMPAIRMENT_H
