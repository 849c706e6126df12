/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef DHCPBACKUP_DRAW_H
#define DHCPBACKUP_DRAW_H

#include <cstdint>

namespace ns3::dhcpbackup
{

/// What a random number is for; each purpose has draws of its own.
enum class DrawPurpose : uint32_t
{
    ARRIVAL = 1,  //!< when a subscriber switches on
    START_DELAY,  //!< wait before the first message
    XID,          //!< transaction id of a client
    RETRY_JITTER, //!< spread of retransmissions
    TIMER_FUZZ,   //!< spread of T1 and T2
    RELAY_XID,    //!< transaction id of a relay's own messages
    LINK_LOSS,    //!< whether a frame is lost
    PROFILE,      //!< which client a subscriber has
    ADDRESS_PROBE, //!< waits of address probing
    LINK_JITTER,  //!< how much later a frame comes
    LINK_DOUBLE,  //!< whether a frame comes twice
    LINK_DAMAGE,  //!< whether a frame is damaged
    DAMAGED_BIT,  //!< which bit of it
    FAULT_SHARE,  //!< whether a fault strikes a subscriber
    FAULT_TIMES,  //!< when faults begin and heal
    ADOPTED_AGE,  //!< how old a lease is that was granted before the run
    ADOPTED_SPLIT, //!< how much older the server's is, if the relay has split it
    POWER_SHARE,  //!< whether a subscriber comes with the power, or had it all the time
    CHURN_STAY,   //!< how long a subscriber stays
    CHURN_AWAY,   //!< how long it is away
    CHURN_RETURN, //!< whether it comes back
    CHURN_RELEASE //!< whether it leaves in good order
};

/**
 * @ingroup dhcp-backup
 * @brief Random numbers that depend on what they are for, not on when they are asked for.
 *
 * A draw is a pure function of (seed, run, purpose, subject, n) by the counter-based generator
 * Philox4x32-10 (Salmon et al. 2011). So two designs see the same arrivals, and a client that
 * retries more often shifts nobody else's draws.
 */
class Draw
{
  public:
    /**
     * @param seed ns-3's RngSeed
     * @param run ns-3's RngRun, the low 32 bits count
     */
    Draw(uint32_t seed, uint64_t run)
        : m_seed(seed),
          m_run(uint32_t(run))
    {
    }

    /**
     * @brief 32 random bits.
     * @param purpose what for
     * @param subject whose: the subscriber's index in the scenario, or a link's
     * @param n index of the logical event
     * @return uniform bits
     */
    uint32_t Bits(DrawPurpose purpose, uint32_t subject, uint64_t n) const;

    /**
     * @brief A number of [0, 1).
     * @param purpose what for
     * @param subject whose
     * @param n index of the logical event
     * @return a uniform number
     */
    double Uniform(DrawPurpose purpose, uint32_t subject, uint64_t n) const
    {
        return Bits(purpose, subject, n) * 0x1p-32;
    }

  private:
    uint32_t m_seed; //!< RngSeed
    uint32_t m_run;  //!< RngRun
};

} // namespace ns3::dhcpbackup

#endif // DHCPBACKUP_DRAW_H
