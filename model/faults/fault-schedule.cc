/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "fault-schedule.h"

#include <algorithm>

namespace ns3::dhcpbackup
{

namespace
{

/// No design has more servers.
constexpr int64_t MAX_SERVERS = 2;

/// Looks for what is wrong with one fault.
class FaultChecker
{
  public:
    /**
     * @param fault the fault
     * @param place its place, "faults[2]"
     * @param problems where problems are added
     */
    FaultChecker(const Fault& fault,
                 const std::string& place,
                 std::vector<ScenarioProblem>& problems)
        : m_fault(fault),
          m_place(place),
          m_problems(problems)
    {
    }

    /// The target must be one that the kind strikes, and exist.
    void CheckTarget(const FaultTargets& targets)
    {
        const FaultTarget& target = m_fault.target;
        const FaultKindInfo& info = InfoOf(m_fault.kind);
        const bool fits = std::any_of(info.targets.begin(),
                                      info.targets.end(),
                                      [&target](const FaultTargetForm& form) {
                                          return form.kind == target.kind &&
                                                 (form.all || target.index != ALL_TARGETS);
                                      });
        if (!fits)
        {
            Add("target", ToString(target), TargetForms(info));
            return;
        }
        const bool relay = target.kind == TargetKind::CORE || target.kind == TargetKind::RELAY;
        const int64_t count =
            target.kind == TargetKind::SERVER ? MAX_SERVERS : (relay ? targets.relays : targets.subscribers);
        if (target.index != ALL_TARGETS && (target.index < 0 || target.index >= count))
        {
            Add("target", ToString(target), "a number below " + std::to_string(count));
        }
    }

    /// When it occurs must be clear and finite.
    void CheckTimes()
    {
        const FaultRepetition& repeat = m_fault.repeat;
        if (m_fault.at < 0 || m_fault.at > MAX_SCENARIO_TIME)
        {
            Add("at", DurationText(m_fault.at), TimeRange("a time from 0s to "));
            return;
        }
        if (repeat.mtbf != 0 || repeat.mttr != 0)
        {
            CheckRandom();
            return;
        }
        Positive("for", m_fault.length);
        if (repeat.Periodic())
        {
            CheckPeriodic();
        }
        else if (repeat.times != 0 || repeat.until != 0)
        {
            Add("every", "nothing", "the time from one beginning to the next");
        }
    }

    /// Its other values must be good.
    void CheckKeys()
    {
        for (const FaultKey* key : KeysOf(m_fault))
        {
            const std::string expected = key->Expectation(m_fault);
            if (!expected.empty())
            {
                Add(key->name, key->Text(m_fault), expected);
            }
        }
        if (const auto problem = InfoOf(m_fault.kind).check(m_fault))
        {
            m_problems.push_back({m_place + "." + problem->place, problem->text});
        }
    }

  private:
    /// A value is wrong.
    void Add(const std::string& key, const std::string& found, const std::string& expected)
    {
        m_problems.push_back({m_place + "." + key, "found " + found + ", expected " + expected});
    }

    /// A range of times, for people.
    static std::string TimeRange(const std::string& from)
    {
        return from + DurationText(MAX_SCENARIO_TIME);
    }

    /// A time must be more than zero and not too long; whether it is.
    bool Positive(const std::string& key, Duration time)
    {
        const bool good = time > 0 && time <= MAX_SCENARIO_TIME;
        if (!good)
        {
            Add(key, DurationText(time), TimeRange("more than 0s and at most "));
        }
        return good;
    }

    /// The end of the time in which it occurs must come after its beginning; whether it does.
    bool UntilAfterAt()
    {
        const Instant until = m_fault.repeat.until;
        const bool good = until > m_fault.at && until <= MAX_SCENARIO_TIME;
        if (!good)
        {
            Add("until",
                DurationText(until),
                "a time after at (" + DurationText(m_fault.at) + ")" + TimeRange(" and at most "));
        }
        return good;
    }

    /// It must not occur too often.
    void Bounded(const std::string& key, Duration value, int64_t occurrences)
    {
        if (occurrences > MAX_OCCURRENCES)
        {
            Add(key,
                DurationText(value) + ", which makes " + std::to_string(occurrences) +
                    " occurrences",
                "at most " + std::to_string(MAX_OCCURRENCES));
        }
    }

    /// Regular times.
    void CheckPeriodic()
    {
        const FaultRepetition& repeat = m_fault.repeat;
        if (repeat.every <= m_fault.length || repeat.every > MAX_SCENARIO_TIME)
        {
            Add("every",
                DurationText(repeat.every),
                "more than for (" + DurationText(m_fault.length) + ")" +
                    TimeRange(" and at most "));
            return;
        }
        if ((repeat.times != 0) == (repeat.until != 0))
        {
            Add("times",
                repeat.times != 0 ? "times and until" : "neither times nor until",
                "one of them");
            return;
        }
        if (repeat.times != 0)
        {
            const int64_t fit = (MAX_SCENARIO_TIME - m_fault.at) / repeat.every + 1;
            const int64_t most = std::min(MAX_OCCURRENCES, fit);
            if (repeat.times > most)
            {
                Add("times",
                    std::to_string(repeat.times),
                    "a whole number from 1 to " + std::to_string(most));
            }
        }
        else if (UntilAfterAt())
        {
            Bounded("every", repeat.every, Occurrences(m_fault));
        }
    }

    /// Random times.
    void CheckRandom()
    {
        const FaultRepetition& repeat = m_fault.repeat;
        const bool means = Positive("mtbf", repeat.mtbf) & Positive("mttr", repeat.mttr);
        if (repeat.Periodic() || repeat.times != 0 || m_fault.length != 0)
        {
            const std::string key = m_fault.length != 0 ? "for" : repeat.times ? "times" : "every";
            Add(key, key + " besides mtbf and mttr", "regular or random times, not both");
        }
        if (UntilAfterAt() && means)
        {
            Bounded("mtbf", repeat.mtbf, (repeat.until - m_fault.at) / (repeat.mtbf + repeat.mttr));
        }
    }

    const Fault& m_fault;                     //!< the fault
    const std::string m_place;                //!< its place
    std::vector<ScenarioProblem>& m_problems; //!< what was found
};

} // namespace

std::vector<ScenarioProblem>
FaultSchedule::Validate(const FaultTargets& targets) const
{
    std::vector<ScenarioProblem> problems;
    for (size_t i = 0; i < faults.size(); ++i)
    {
        FaultChecker checker(faults[i], "faults[" + std::to_string(i) + "]", problems);
        checker.CheckTarget(targets);
        checker.CheckTimes();
        checker.CheckKeys();
    }
    return problems;
}

Instant
FaultSchedule::LastHealing() const
{
    Instant last = 0;
    for (const Fault& fault : faults)
    {
        last = std::max(last, fault.LastHealing());
    }
    return last;
}

void
FaultSchedule::Print(std::ostream& os) const
{
    for (const Fault& fault : faults)
    {
        os << ToString(fault) << '\n';
    }
}

} // namespace ns3::dhcpbackup
