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
#include <vector>

namespace ns3::dhcpbackup
{

/**
 * @ingroup dhcp-backup
 * @brief The socket buffer of a server and the workers behind it.
 *
 * A bounded first-in-first-out queue in front of workers that each take one message at a time. The
 * workers can be stopped, as by SIGSTOP, or stalled, when the store cannot keep up: the queue then
 * fills.
 */
class ServiceQueue
{
  public:
    /// A message that waits.
    struct Job
    {
        DhcpBytes payload;    //!< UDP payload
        MessageOrigin origin; //!< how it came
        uint32_t device{0};   //!< index of the receiving device on the node
        Instant at{0};        //!< when it came
    };

    /// Called when a worker has finished a job.
    using DoneCallback = std::function<void(const Job&)>;
    /// Asked for the time that a worker takes, when it takes a message.
    using ServiceTimeCallback = std::function<Time()>;

    /**
     * @param capacity messages that wait at most, those being served not counted
     * @param drop what is lost when so many wait
     * @param workers how many messages are served at a time, at least 1
     * @param serviceTime the time for one message
     * @param done told of each finished job
     */
    ServiceQueue(uint32_t capacity,
                 QueueDrop drop,
                 uint32_t workers,
                 ServiceTimeCallback serviceTime,
                 DoneCallback done);
    ServiceQueue(const ServiceQueue&) = delete;
    ServiceQueue& operator=(const ServiceQueue&) = delete;
    ~ServiceQueue();

    /**
     * @brief Let a message wait.
     * @param job the message
     * @return false if the queue is full: a message is lost
     */
    bool Push(const Job& job);

    /// Stop the workers; the messages that they have in hand are served anew afterwards.
    void Pause();

    /// Let the workers go on.
    void Resume();

    /**
     * @brief Let the workers take no new message, or go on taking them.
     * @param stalled whether they wait
     */
    void Stall(bool stalled);

    /**
     * @brief Lose everything that waits or is being served.
     * @return how many messages were lost
     */
    uint32_t Clear();

    /// @return messages that wait, those being served not counted
    uint32_t Length() const
    {
        return m_waiting.size();
    }

  private:
    /// One that serves messages.
    struct Worker
    {
        Job inHand;       //!< being served
        bool busy{false}; //!< inHand is valid
        EventId finish;   //!< end of service
    };

    /// Let free workers take messages.
    void Serve();
    /// Whether a message that arrives now must wait.
    bool MustWait() const;
    /**
     * @brief A message in hand is done.
     * @param worker whose
     */
    void Finish(uint32_t worker);

    uint32_t m_capacity;               //!< messages that wait at most
    QueueDrop m_drop;                  //!< what is lost when so many wait
    ServiceTimeCallback m_serviceTime; //!< time for one message
    DoneCallback m_done;               //!< told of each finished job
    std::deque<Job> m_waiting;         //!< in the order of arrival
    std::vector<Worker> m_workers;     //!< those who serve
    bool m_paused{false};              //!< the workers are stopped
    bool m_stalled{false};             //!< they take no new message
};

} // namespace ns3::dhcpbackup

#endif // DHCPBACKUP_SERVICE_QUEUE_H
