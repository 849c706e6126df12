/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef DHCPBACKUP_SERVICE_QUEUE_H
#define DHCPBACKUP_SERVICE_QUEUE_H

#include "ns3/event-id.h"
#include "ns3/nstime.h"
#include "ns3/server-machine.h"

#include <deque>
#include <functional>

namespace ns3::dhcpbackup
{

/**
 * @ingroup dhcp-backup
 * @brief The socket buffer of a server and the worker behind it.
 *
 * A bounded first-in-first-out queue that drops what arrives while it is full, in front of one
 * worker that takes a fixed time for each message. A worker can be stopped, as by SIGSTOP: the
 * queue then fills.
 */
class ServiceQueue
{
  public:
    /// A message that waits.
    struct Job
    {
        DhcpBytes payload;    //!< UDP payload
        MessageOrigin origin;     //!< how it came
        uint32_t device{0};   //!< index of the receiving device on the node
        Instant at{0};        //!< when it came
    };

    /// Called when the worker has finished a job.
    using DoneCallback = std::function<void(const Job&)>;

    /**
     * @param capacity messages that wait at most, the one being served not counted
     * @param serviceTime time for one message
     * @param done told of each finished job
     */
    ServiceQueue(uint32_t capacity, Time serviceTime, DoneCallback done);
    ServiceQueue(const ServiceQueue&) = delete;
    ServiceQueue& operator=(const ServiceQueue&) = delete;
    ~ServiceQueue();

    /**
     * @brief Let a message wait.
     * @param job the message
     * @return false if the queue is full; the message is lost
     */
    bool Push(const Job& job);

    /// Stop the worker; the message that it has in hand is served anew afterwards.
    void Pause();

    /// Let the worker go on.
    void Resume();

    /**
     * @brief Lose everything that waits or is being served.
     * @return how many messages were lost
     */
    uint32_t Clear();

    /// @return messages that wait, the one being served not counted
    uint32_t Length() const
    {
        return m_waiting.size();
    }

  private:
    /// Take the next message if the worker is free.
    void Serve();
    /// The message in hand is done.
    void Finish();

    uint32_t m_capacity;        //!< messages that wait at most
    Time m_serviceTime;         //!< time for one message
    DoneCallback m_done;        //!< told of each finished job
    std::deque<Job> m_waiting;  //!< in the order of arrival
    Job m_inHand;               //!< being served
    bool m_busy{false};         //!< m_inHand is valid
    bool m_paused{false};       //!< the worker is stopped
    EventId m_finish;           //!< end of service
};

} // namespace ns3::dhcpbackup

#endif // DHCPBACKUP_SERVICE_QUEUE_H
