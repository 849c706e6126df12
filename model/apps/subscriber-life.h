/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef DHCPBACKUP_SUBSCRIBER_LIFE_H
#define DHCPBACKUP_SUBSCRIBER_LIFE_H

#include "ns3/draw.h"
#include "ns3/event-id.h"
#include "ns3/subscriber-directory.h"
#include "ns3/timer-wheel.h"

#include <vector>

namespace ns3::dhcpbackup
{

/// How subscribers come and go.
struct Churn
{
    Duration stay{NEVER};    //!< how long one is there until it leaves, on average; NEVER: for good
    Duration away{1 * HOUR}; //!< how long one that comes back is away, on average
    double returns{1};       //!< share of leavings after which it comes back
    double releases{0};      //!< share of leavings in good order: with RELEASE, if its client does so
};

/**
 * @ingroup dhcp-backup
 * @brief Lets subscribers leave and come back.
 *
 * Times of staying and of being away are exponentially distributed, so whoever is met at the
 * beginning has as long to stay as anybody. All draws are those of the subscriber and of the number
 * of its stay, so designs see the same. Leaving adds up with faults: who leaves while the power is
 * lost says nothing, and who comes back then waits for it.
 *
 * A subscriber takes 16 bytes here. Things happen at the end of a tick of 100 ms, in the order of
 * subscribers.
 */
class SubscriberLife : public SimpleRefCount<SubscriberLife>
{
  public:
    /// @param subscribers where their clients are
    explicit SubscriberLife(Ptr<SubscriberDirectory> subscribers);

    /**
     * @brief Add subscribers in a row, before the run.
     * @param first the first of them
     * @param count how many
     * @param churn how they come and go
     */
    void Add(uint32_t first, uint32_t count, const Churn& churn);

    /**
     * @brief A subscriber's first stay begins; of one that was added, before the run.
     * @param subscriber the subscriber
     * @param arrival when it switches on
     */
    void Begin(uint32_t subscriber, Instant arrival);

    /// Let life begin, once all is said.
    void Start();

    /// Let nothing happen any more.
    void Stop();

  private:
    /// Subscribers in a row with the same habits.
    struct Section
    {
        uint32_t first;  //!< the first subscriber
        uint32_t member; //!< its number here
        Churn churn;     //!< their habits
    };

    /// Whether a member is away, and how many stays it has had.
    struct Turn
    {
        uint32_t away : 1;   //!< it has left
        uint32_t stays : 31; //!< that have ended
    };

    /// The section of a member.
    const Section& SectionOf(uint32_t member) const;
    /// An exponentially distributed time.
    Duration Wait(DrawPurpose purpose, uint32_t subscriber, uint32_t n, Duration mean) const;
    /// A member's time has come.
    void Act(uint32_t member, Instant now);
    /// Some members' time has come.
    void Wake();
    /// Ask to be woken for the next one.
    void ScheduleWake();

    Ptr<SubscriberDirectory> m_subscribers; //!< where their clients are
    Draw m_draw;                            //!< chances
    std::vector<Section> m_sections;        //!< in the order of their subscribers
    std::vector<Turn> m_turns;              //!< by member
    TimerWheel m_wheel;                     //!< by member: when it leaves or comes back
    EventId m_wake;                         //!< next call of Wake
};

} // namespace ns3::dhcpbackup

#endif // DHCPBACKUP_SUBSCRIBER_LIFE_H
