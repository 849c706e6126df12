/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef DHCPBACKUP_STABLE_STORE_H
#define DHCPBACKUP_STABLE_STORE_H

#include "ns3/event-id.h"
#include "ns3/nstime.h"
#include "ns3/server-config.h"

#include <deque>
#include <functional>

namespace ns3::dhcpbackup
{

/**
 * @ingroup dhcp-backup
 * @brief The file or database to which a server writes its bindings.
 *
 * Changes wait until a batch of them is together or the first has waited long enough; one sync then
 * writes the batch. One sync runs at a time.
 */
class StableStore
{
  public:
    /// How a store works.
    struct Settings
    {
        SyncRule rule{SYNC_BEFORE_ACK}; //!< when replies leave
        Time latency;                        //!< how long a sync takes
        uint32_t batch{1};                   //!< changes that one sync writes at most
        Time delay;                          //!< how long a change waits for others at most
    };

    /// Called with each change that has been written.
    using WrittenCallback = std::function<void(IpAddr, const Binding&)>;
    /// Called after a sync.
    using SyncedCallback = std::function<void()>;
    /// Something that waits for a sync, such as a reply.
    using Action = std::function<void()>;

    /**
     * @param settings how it works
     * @param written told of each change that has been written
     * @param synced told when a sync is over
     */
    StableStore(const Settings& settings, WrittenCallback written, SyncedCallback synced);
    StableStore(const StableStore&) = delete;
    StableStore& operator=(const StableStore&) = delete;
    ~StableStore();

    /**
     * @brief Write a change sooner or later.
     * @param address the address
     * @param binding what it has become
     */
    void Write(IpAddr address, const Binding& binding);

    /**
     * @brief Do something when the change that was written last may be told to the client.
     * @param action what, once a change; done at once if nothing is to be waited for
     */
    void Then(const Action& action);

    /// @return whether so many changes wait that no more should come
    bool IsBehind() const
    {
        return m_changes.size() >= 2 * size_t(m_settings.batch);
    }

    /// Crash: what has not been written is lost, and what waited for it is not done.
    void Clear();

    /// Stop, as by SIGSTOP; a sync that is running starts anew afterwards.
    void Pause();

    /// Go on.
    void Resume();

  private:
    /// A change that is not written yet, and what waits for it.
    struct Change
    {
        IpAddr address;            //!< whose
        Binding binding;           //!< what it has become
        Time at;                   //!< when it was made
        Action action;             //!< what waits for it
    };

    /// Start a sync if it is time.
    void Go();
    /// A sync is over.
    void Finish();

    Settings m_settings;           //!< how it works
    WrittenCallback m_written;     //!< told of each change
    SyncedCallback m_synced;       //!< told of each sync
    std::deque<Change> m_changes;  //!< not yet written, oldest first
    uint32_t m_inSync{0};          //!< how many of them the running sync writes
    bool m_paused{false};          //!< stopped
    EventId m_event;               //!< end of the sync, or of the wait for more changes
};

} // namespace ns3::dhcpbackup

#endif // DHCPBACKUP_STABLE_STORE_H
