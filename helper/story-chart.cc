/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

/**
 * @file
 * StoryChart: a subscriber's story as a message chart.
 */

#include "story-text.h"

#include <algorithm>
#include <cstdio>
#include <set>
#include <sstream>

namespace ns3::dhcpbackup
{

namespace
{

/// Characters between two of the three lines of life.
constexpr size_t GAP = 18;
/// Characters before the first one.
constexpr size_t MARGIN = 13;
/// By how much the arrow of a lost message is shorter.
constexpr size_t LOST_GAP = 4;
/// A renewal that takes longer than this is worth telling.
constexpr Duration SMOOTH = 2 * SECOND;

/// So many messages that are the same are put into one line.
constexpr size_t MIN_REPEATS = 3;

/// Who stands where in the chart.
enum Column
{
    CLIENT,
    RELAY,
    SERVER
};

/// Draws the chart line by line.
class Chart
{
  public:
    /// A message on its way between two columns.
    void Arrow(const StoryEvent& event, Column from, Column to, bool lost, const std::string& why)
    {
        const size_t first = std::min(from, to);
        const size_t width = (std::max(from, to) - first) * GAP - 1;
        const size_t length = lost ? width - LOST_GAP : width;
        std::string shaft = " " + ToString(event.type) + " ";
        shaft.resize(std::min(shaft.size(), length - 1));
        shaft.insert(0, (length - shaft.size()) / 2, '-');
        shaft.append(length - shaft.size(), '-');
        const bool right = from < to;
        shaft[right ? length - 1 : 0] = lost ? 'x' : right ? '>' : '<';
        shaft.resize(width, ' ');
        std::string line = Lines(event.at);
        line.replace(MARGIN + first * GAP + 1, width, shaft);
        Add(line, why);
    }

    /// Something about one column.
    void State(const StoryEvent& event, Column column, const std::string& text)
    {
        std::string line = Lines(event.at);
        line[MARGIN + column * GAP] = '*';
        Add(line, text);
    }

    /// Something about everybody.
    void Banner(Instant at, const std::string& text)
    {
        std::string line = ClockText(at);
        line.resize(MARGIN, ' ');
        m_text += line + "== " + text + "\n";
    }

    /// What the three believe about the lease.
    void Beliefs(Instant client, Instant relay, Instant server)
    {
        std::string line = "leases end";
        line.resize(MARGIN - 2, ' ');
        for (const Instant end : {client, relay, server})
        {
            std::string word = end == 0 ? "-" : ClockText(end);
            word.resize(GAP, ' ');
            line += word;
        }
        line.erase(line.find_last_not_of(' ') + 1);
        m_text += line + "\n";
    }

    /// Head of the chart.
    void Head()
    {
        std::string line = "time";
        size_t column = MARGIN;
        for (const char* const name : {"client", "relay", "server"})
        {
            line.resize(column - 2, ' ');
            line += name;
            column += GAP;
        }
        m_text += line + "\n";
    }

    const std::string& Text() const
    {
        return m_text;
    }

  private:
    /// Add a line with words behind it.
    void Add(const std::string& line, const std::string& words)
    {
        m_text += words.empty() ? line + "\n" : line + "  " + words + "\n";
    }

    /// The time and the three lines of life.
    static std::string Lines(Instant at)
    {
        std::string line = ClockText(at);
        line.resize(MARGIN + 2 * GAP + 1, ' ');
        for (const size_t column : {CLIENT, RELAY, SERVER})
        {
            line[MARGIN + column * GAP] = '|';
        }
        return line;
    }

    std::string m_text; //!< so far
};

/// Whether a later event shows that a message went on, before the same one was sent again.
bool
GoesOn(const std::vector<StoryEvent>& events, size_t sent, std::set<StoryEvent::Kind> signs)
{
    const StoryEvent& message = events[sent];
    for (size_t i = sent + 1; i < events.size(); ++i)
    {
        const StoryEvent& event = events[i];
        if (event.kind == StoryEvent::STOOD_IN && signs.count(StoryEvent::STOOD_IN) > 0)
        {
            return true;
        }
        if (event.xid != message.xid || event.type != message.type)
        {
            continue;
        }
        if (event.kind == message.kind)
        {
            return false;
        }
        if (signs.count(event.kind) > 0)
        {
            return true;
        }
    }
    return false;
}

/// Whether the relay's trace has told of this very message on this side before.
bool
CameThroughRelay(const std::vector<StoryEvent>& events, size_t at, StoryEvent::Kind kind)
{
    for (size_t i = at; i-- > 0 && events[i].at + SMOOTH * 10 >= events[at].at;)
    {
        if (events[i].kind == kind && events[i].xid == events[at].xid &&
            events[i].type == events[at].type)
        {
            return true;
        }
    }
    return false;
}

/// The end of a renewal that begins at an event and goes as it should, or 0 if it does not.
size_t
SmoothRenewal(const std::vector<StoryEvent>& events, size_t begin)
{
    if (events[begin].kind != StoryEvent::PHASE || events[begin].text != "RENEWING")
    {
        return 0;
    }
    uint32_t requests = 0;
    for (size_t i = begin; i < events.size() && events[i].at <= events[begin].at + SMOOTH; ++i)
    {
        switch (events[i].kind)
        {
        case StoryEvent::CLIENT_TX:
            ++requests;
            break;
        case StoryEvent::FAULT:
        case StoryEvent::LOST:
        case StoryEvent::POWER:
        case StoryEvent::STOOD_IN:
        case StoryEvent::SETTLED:
        case StoryEvent::RELAY_STATE:
            return 0;
        case StoryEvent::BOUND:
            return requests == 1 ? i + 1 : 0;
        default:
            break;
        }
    }
    return 0;
}

/// Writes the events of a story into a chart.
class Writer
{
  public:
    Writer(const SubscriberStory& story, bool everything)
        : m_events(story.Events()),
          m_everything(everything)
    {
    }

    std::string Write()
    {
        m_chart.Head();
        for (size_t i = 0; i < m_events.size();)
        {
            const size_t next = m_everything ? i : SkipSmooth(i);
            if (next > i)
            {
                i = next;
                continue;
            }
            WriteEvent(i);
            const size_t again = m_everything ? i : SkipRepeats(i);
            i = again > i ? again : i + 1;
        }
        return m_chart.Text();
    }

  private:
    /// Put renewals in a row that went as they should into one line.
    size_t SkipSmooth(size_t begin)
    {
        size_t end = begin;
        uint32_t count = 0;
        while (end < m_events.size())
        {
            const size_t next = SmoothRenewal(m_events, end);
            if (next == 0)
            {
                break;
            }
            for (; end < next; ++end)
            {
                Believe(m_events[end]);
            }
            ++count;
        }
        if (count > 0)
        {
            const std::string times = count == 1 ? "once" : std::to_string(count) + " times";
            m_chart.Banner(m_events[begin].at,
                           "renewed by the server " + times + ", each at the first REQUEST, until " +
                               ClockText(m_events[end - 1].at));
            m_chart.Beliefs(m_client, m_relay, m_server);
        }
        return end;
    }

    /// Whether two events tell the same but for the time.
    bool Same(size_t a, size_t b) const
    {
        const StoryEvent& x = m_events[a];
        const StoryEvent& y = m_events[b];
        return x.kind == y.kind && x.type == y.type && x.text == y.text && x.address == y.address;
    }

    /// Put messages that are sent again and again in vain into one line, behind the first, which was
    /// written. They come alone or in pairs: from the client, and on from the relay.
    size_t SkipRepeats(size_t written)
    {
        const bool sent = m_events[written].kind == StoryEvent::CLIENT_TX ||
                          m_events[written].kind == StoryEvent::RELAY_UP;
        for (size_t period = 1; sent && period <= 2; ++period)
        {
            size_t end = written + 1;
            while (end < m_events.size() && (end < written + period || Same(end, end - period)))
            {
                ++end;
            }
            const size_t count = (end - written) / period;
            if (count >= MIN_REPEATS)
            {
                for (size_t i = written + 1; i < written + period; ++i)
                {
                    WriteEvent(i);
                }
                end = written + count * period;
                m_chart.Banner(m_events[written + period].at,
                               "the same " + std::to_string(count - 1) + " times more, until " +
                                   ClockText(m_events[end - 1].at));
                return end;
            }
        }
        return written;
    }

    /// Keep the ends of the lease.
    void Believe(const StoryEvent& event)
    {
        switch (event.kind)
        {
        case StoryEvent::BOUND:
        case StoryEvent::LOST:
            m_client = event.expiry;
            break;
        case StoryEvent::RELAY_RECORD:
        case StoryEvent::STOOD_IN:
            m_relay = event.expiry;
            break;
        case StoryEvent::SERVER_BINDING:
            m_server = event.expiry;
            break;
        default:
            break;
        }
    }

    /// Write a message.
    void WriteMessage(size_t i)
    {
        const StoryEvent& event = m_events[i];
        switch (event.kind)
        {
        case StoryEvent::CLIENT_TX: {
            const bool lost = !GoesOn(m_events,
                                      i,
                                      {StoryEvent::RELAY_UP,
                                       StoryEvent::SERVER_RX,
                                       StoryEvent::STOOD_IN});
            m_chart.Arrow(event,
                          CLIENT,
                          RELAY,
                          lost,
                          lost ? "passes the relay as any packet, and gets nowhere" : "");
            break;
        }
        case StoryEvent::RELAY_UP: {
            const bool lost = !GoesOn(m_events, i, {StoryEvent::SERVER_RX});
            m_chart.Arrow(event,
                          RELAY,
                          SERVER,
                          lost,
                          event.text + (lost ? std::string(event.text.empty() ? "" : ", ") +
                                                   "the server never works on it"
                                             : ""));
            break;
        }
        case StoryEvent::SERVER_RX:
            if (!CameThroughRelay(m_events, i, StoryEvent::RELAY_UP))
            {
                m_chart.Arrow(event, RELAY, SERVER, false, "unseen by the relay");
            }
            break;
        case StoryEvent::SERVER_TX:
            m_chart.Arrow(event, SERVER, RELAY, false, "");
            break;
        case StoryEvent::RELAY_DOWN:
            m_chart.Arrow(event, RELAY, CLIENT, false, "");
            break;
        case StoryEvent::CLIENT_RX:
            if (!CameThroughRelay(m_events, i, StoryEvent::RELAY_DOWN))
            {
                m_chart.Arrow(event, RELAY, CLIENT, false, "unseen by the relay");
            }
            break;
        default:
            break;
        }
    }

    /// Write one event.
    void WriteEvent(size_t i)
    {
        const StoryEvent& event = m_events[i];
        Believe(event);
        const std::string address = ToString(event.address);
        switch (event.kind)
        {
        case StoryEvent::POWER:
        case StoryEvent::PHASE:
            m_chart.State(event, CLIENT, "client: " + event.text);
            break;
        case StoryEvent::BOUND:
            m_chart.State(event, CLIENT, "client: uses " + address + ", " + event.text + " lease");
            m_chart.Beliefs(m_client, m_relay, m_server);
            break;
        case StoryEvent::LOST:
            m_chart.State(event, CLIENT, "client: loses " + address + ", " + event.text);
            m_chart.Beliefs(m_client, m_relay, m_server);
            break;
        case StoryEvent::RELAY_RECORD:
            if (event.expiry == 0)
            {
                m_chart.State(event, RELAY, "relay: forgets the lease of " + address);
            }
            break;
        case StoryEvent::STOOD_IN:
            m_chart.State(event, RELAY, "relay: stands in for the server");
            break;
        case StoryEvent::SETTLED:
            m_chart.State(event, RELAY, "relay: its promise is closed, " + event.text);
            break;
        case StoryEvent::SERVER_BINDING:
            if (event.expiry == 0)
            {
                m_chart.State(event, SERVER, "server: the lease of " + address + " " + event.text);
            }
            break;
        case StoryEvent::RELAY_STATE:
            m_chart.State(event, RELAY, "relay: " + event.text);
            break;
        case StoryEvent::FAULT:
            m_chart.Banner(event.at, event.text);
            break;
        default:
            WriteMessage(i);
            break;
        }
    }

    const std::vector<StoryEvent>& m_events; //!< what happened
    bool m_everything;                       //!< leave nothing out
    Chart m_chart;                           //!< so far
    Instant m_client{0};                     //!< end of the lease as the client believes it
    Instant m_relay{0};                      //!< as the relay does
    Instant m_server{0};                     //!< as the server does
};

} // namespace

std::string
ClockText(Instant at)
{
    if (at == NEVER)
    {
        return "never";
    }
    char text[40];
    const long long ms = at / MILLISECOND;
    std::snprintf(text,
                  sizeof(text),
                  "%lld:%02lld:%02lld.%03lld",
                  ms / 3600000,
                  ms / 60000 % 60,
                  ms / 1000 % 60,
                  ms % 1000);
    return text;
}

std::string
StoryChart(const SubscriberStory& story, bool everything)
{
    return Writer(story, everything).Write();
}

} // namespace ns3::dhcpbackup
