/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

/**
 * @file
 * StoryVerdict: why a subscriber lost or kept its address.
 */

#include "story-text.h"

#include "ns3/fault-schedule.h"

#include <set>

namespace ns3::dhcpbackup
{

namespace
{

std::string
Times(uint32_t count, const std::string& thing)
{
    return std::to_string(count) + " " + thing + (count == 1 ? "" : "s");
}

/// Reads a story from its beginning and keeps what a later sentence may need.
class Reader
{
  public:
    /// Take one event.
    void Read(const StoryEvent& event)
    {
        switch (event.kind)
        {
        case StoryEvent::POWER:
            m_without = event.text == "switched on" ? event.at : NEVER;
            Say(event.at, "The client is " + event.text + ".");
            break;
        case StoryEvent::CLIENT_TX:
            CountRequest(event);
            break;
        case StoryEvent::STOOD_IN:
            ++m_byRelay;
            m_relayAnswered = true;
            break;
        case StoryEvent::BOUND:
            Bound(event);
            break;
        case StoryEvent::LOST:
            Lost(event);
            break;
        case StoryEvent::SETTLED:
            Settled(event);
            break;
        case StoryEvent::FAULT:
            Fault(event);
            break;
        default:
            break;
        }
    }

    /// Say how it ends.
    std::string Finish()
    {
        TellRenewals();
        if (m_without != NEVER)
        {
            m_text += "It is without an address when the run ends, since " + ClockText(m_without) +
                      ".\n";
        }
        else if (m_losses == 0 && m_address != 0)
        {
            m_text += "It kept " + ToString(m_address) + " throughout.\n";
        }
        return m_text;
    }

  private:
    /// Add a sentence.
    void Say(Instant at, const std::string& sentence)
    {
        m_text += ClockText(at) + "  " + sentence + "\n";
    }

    /// What is broken at present, as the end of a sentence; its details stand where it began.
    std::string Broken() const
    {
        std::string text;
        for (const std::string& fault : m_faults)
        {
            text += (text.empty() ? ", during " : " and ") + fault.substr(0, fault.find(','));
        }
        return text;
    }

    void CountRequest(const StoryEvent& event)
    {
        if (event.type == DHCPREQUEST)
        {
            m_firstInVain = m_inVain == 0 ? event.at : m_firstInVain;
            ++m_inVain;
        }
    }

    void Bound(const StoryEvent& event)
    {
        if (event.text == "renewed")
        {
            if (m_relayAnswered && m_firstByRelay == NEVER)
            {
                m_firstByRelay = event.at;
                m_brokenThen = Broken();
            }
            m_byServer += m_relayAnswered ? 0 : 1;
        }
        else
        {
            const Duration wait = m_without == NEVER ? 0 : event.at - m_without;
            const bool back = event.address == m_address;
            Say(event.at,
                std::string("It gets ") + (back ? "its old address " : "") +
                    ToString(event.address) + " after " +
                    ClockText(wait) + " without one.");
        }
        m_address = event.address;
        m_without = NEVER;
        m_inVain = 0;
        m_relayAnswered = false;
    }

    void Lost(const StoryEvent& event)
    {
        TellRenewals();
        ++m_losses;
        std::string why = event.text;
        if (event.text == ToString(LossCause::EXPIRED))
        {
            why = m_inVain == 0 ? "its lease ran out, and it had not asked"
                                : "its lease ran out: nobody answered " +
                                      Times(m_inVain, "REQUEST") + " from " +
                                      ClockText(m_firstInVain) + " on";
        }
        else if (event.text == ToString(LossCause::REFUSED))
        {
            why = "it was refused (NAK)";
        }
        Say(event.at, "It loses " + ToString(event.address) + ": " + why + Broken() + ".");
        m_without = event.text == ToString(LossCause::STOPPED) ? NEVER : event.at;
        m_inVain = 0;
    }

    void Settled(const StoryEvent& event)
    {
        TellRenewals();
        const bool confirmed = event.text == ToString(Settlement::CONFIRMED);
        const bool conflict = event.text == ToString(Settlement::CONFLICT);
        Say(event.at,
            confirmed  ? "The server confirms what the relay promised."
            : conflict ? "The server refuses what the relay promised: the client will be told at its "
                         "next renewal."
                       : "The relay's promise ends with the lease.");
    }

    void Fault(const StoryEvent& event)
    {
        const std::string begins = "begins: ";
        const std::string heals = "heals: ";
        if (event.text.compare(0, begins.size(), begins) == 0)
        {
            TellRenewals();
            m_faults.insert(event.text.substr(begins.size()));
        }
        else
        {
            m_faults.erase(event.text.substr(heals.size()));
        }
        Say(event.at, "A fault " + event.text + ".");
    }

    /// Sum up the renewals since the last sentence about them.
    void TellRenewals()
    {
        if (m_byServer > 0)
        {
            m_text += "             The server renewed its lease " + Times(m_byServer, "time") + ".\n";
        }
        if (m_byRelay > 0)
        {
            m_text += "             The relay stood in " + Times(m_byRelay, "time") +
                      " for the silent server, from " + ClockText(m_firstByRelay) + " on" +
                      m_brokenThen + ".\n";
        }
        m_byServer = 0;
        m_byRelay = 0;
        m_firstByRelay = NEVER;
    }

    std::string m_text;              //!< sentences so far
    std::set<std::string> m_faults;  //!< in force
    std::string m_brokenThen;        //!< faults when the relay stood in first
    IpAddr m_address{0};             //!< last one
    Instant m_without{NEVER};        //!< since when it wants an address
    Instant m_firstInVain{0};        //!< first REQUEST that nobody answered
    Instant m_firstByRelay{NEVER};   //!< first stand-in not told yet
    uint32_t m_inVain{0};            //!< REQUESTs since the last answer
    uint32_t m_byServer{0};          //!< renewals not told yet
    uint32_t m_byRelay{0};           //!< renewals not told yet
    uint32_t m_losses{0};            //!< addresses lost
    bool m_relayAnswered{false};     //!< the answer on its way is the relay's
};

} // namespace

std::string
StoryVerdict(const SubscriberStory& story)
{
    Reader reader;
    for (const StoryEvent& event : story.Events())
    {
        reader.Read(event);
    }
    return reader.Finish();
}

} // namespace ns3::dhcpbackup
