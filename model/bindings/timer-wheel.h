/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef DHCPBACKUP_TIMER_WHEEL_H
#define DHCPBACKUP_TIMER_WHEEL_H

#include "ns3/dhcp-values.h"

#include <array>
#include <vector>

namespace ns3::dhcpbackup
{

/**
 * @ingroup dhcp-backup
 * @brief One timer for each of many numbered things, 12 bytes each, every operation O(1).
 *
 * A hierarchical timing wheel (Varghese and Lauck 1987) of four levels of 256 slots. A timer fires
 * at the end of the tick in which it falls, never early, unless it is more than 2^31 ticks away:
 * then its owner sets it again. The owner asks NextWake() when to call
 * Advance(); a million leases thus need one pending simulator event.
 */
class TimerWheel
{
  public:
    /// No timer.
    static constexpr uint32_t NONE = UINT32_MAX;

    /// @param tick resolution in nanoseconds, more than 0
    explicit TimerWheel(Duration tick = 10 * MILLISECOND);

    /**
     * @brief Set or move a timer.
     * @param id the thing's number; small numbers, since memory grows with the largest
     * @param when when to fire; the past fires at the next Advance, NEVER cancels
     */
    void Schedule(uint32_t id, Instant when);

    /**
     * @brief Stop a timer; nothing happens if none is set.
     * @param id the thing's number
     */
    void Cancel(uint32_t id);

    /// Stop all timers.
    void Clear();

    /// @return an instant at or before which Advance has nothing to do, NEVER if no timer is set
    Instant NextWake() const;

    /// @return a thing whose timer is in the earliest slot in use, or NONE
    uint32_t Earliest() const;

    /// @return how many timers are set
    uint32_t Size() const
    {
        return m_size;
    }

    /**
     * @brief Fire what is due. The callback may schedule and cancel timers.
     * @tparam F callable with (uint32_t id)
     * @param now the present; never before an earlier call's
     * @param fire called for each timer that ran out
     */
    template <typename F>
    void Advance(Instant now, F&& fire)
    {
        const uint64_t target = now / m_tick;
        for (uint32_t id = PopDue(target); id != NONE; id = PopDue(target))
        {
            fire(id);
        }
    }

  private:
    static constexpr uint32_t LEVELS = 4;              //!< levels of slots
    static constexpr uint32_t SLOTS = 256;             //!< slots a level
    static constexpr uint32_t HEADS = LEVELS * SLOTS;  //!< list heads before the timers

    /// Link of a circular list; the first HEADS links are the slots.
    struct Link
    {
        uint32_t previous; //!< index of the link before
        uint32_t next;     //!< index of the link behind
        uint32_t tick;     //!< low 32 bits of the tick to fire in
    };

    /**
     * @brief Take one timer that is due out of the wheel, moving on as far as the target.
     * @param target the tick to move on to
     * @return its id, or NONE when all is done
     */
    uint32_t PopDue(uint64_t target);
    /**
     * @brief Put a link into the slot of its tick, as seen from the present tick.
     * @param link index of the link
     */
    void Insert(uint32_t link);
    /**
     * @brief Take a link out of its list.
     * @param link index of the link
     */
    void Unlink(uint32_t link);
    /// Bring timers of the upper levels down when the present tick enters their slot.
    void Cascade();
    /**
     * @brief The next slot in use.
     * @param level the level to look at
     * @return how many slots ahead, 1 to 256, or 0 if the level is empty
     */
    uint32_t Distance(uint32_t level) const;
    /**
     * @brief The tick at which the wheel next has something to do.
     * @return a tick
     */
    uint64_t NextTick() const;

    Duration m_tick;                                  //!< resolution
    uint64_t m_now{0};                                //!< present tick
    uint32_t m_size{0};                               //!< timers set
    std::vector<Link> m_links;                        //!< slots, then timers
    std::array<uint64_t, HEADS / 64> m_used{};        //!< slots that are not empty
};

} // namespace ns3::dhcpbackup

#endif // DHCPBACKUP_TIMER_WHEEL_H
