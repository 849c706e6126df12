/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "report-words.h"

#include "ns3/design-runs.h"
#include "ns3/html-chart.h"
#include "ns3/metric-catalogue.h"

#include <algorithm>
#include <cmath>

namespace ns3::dhcpbackup
{

namespace
{

/// A design's figure.
struct Figure
{
    const DesignRuns* runs;   //!< its runs
    StudentInterval interval; //!< over them
};

/// The designs from the lowest figure to the highest; those without a value are left out.
std::vector<Figure>
Ranked(const std::vector<DesignRuns>& designs, const std::string& metric)
{
    std::vector<Figure> figures;
    for (const DesignRuns& runs : designs)
    {
        const StudentInterval interval = IntervalOf(runs.Values(metric));
        if (interval.values > 0)
        {
            figures.push_back({&runs, interval});
        }
    }
    std::stable_sort(figures.begin(), figures.end(), [](const Figure& a, const Figure& b) {
        return a.interval.mean < b.interval.mean;
    });
    return figures;
}

/// The differences of a metric in the runs that both designs have.
StudentInterval
Difference(const DesignRuns& a, const DesignRuns& b, const std::string& metric)
{
    std::vector<double> differences;
    for (const RunRecord* const mine : a.runs)
    {
        for (const RunRecord* const other : b.runs)
        {
            if (other->run == mine->run)
            {
                differences.push_back(mine->Value(metric) - other->Value(metric));
            }
        }
    }
    return IntervalOf(differences);
}

/// Whether the sign of a difference is more than chance; unknown with one run.
bool
IsSure(const StudentInterval& difference)
{
    return difference.Low() > 0 || difference.High() < 0;
}

/// A figure in a sentence.
std::string
Spoken(const StudentInterval& interval, const std::string& unit)
{
    return unit == "1/s" ? FigureText(interval, "1") + " a second" : FigureText(interval, unit);
}

/// Names in a sentence: "a", "a and b", "a, b and c".
std::string
Listed(const std::vector<std::string>& names)
{
    std::string text;
    for (size_t i = 0; i < names.size(); ++i)
    {
        text += (i == 0 ? "" : i + 1 == names.size() ? " and " : ", ") + names[i];
    }
    return text;
}

/// A figure with all designs that have the same.
std::string
Named(const std::vector<Figure>& ranked, const Figure& figure, const std::string& unit)
{
    std::vector<std::string> names;
    for (const Figure& other : ranked)
    {
        if (other.interval.mean == figure.interval.mean)
        {
            names.push_back(other.runs->design);
        }
    }
    return Listed(names) + " (" + Spoken(figure.interval, unit) + ")";
}

/// The designs that had nothing to measure in any run.
std::vector<std::string>
Without(const std::vector<DesignRuns>& designs, const std::string& metric)
{
    std::vector<std::string> names;
    for (const DesignRuns& runs : designs)
    {
        if (IntervalOf(runs.Values(metric)).values == 0)
        {
            names.push_back(runs.design);
        }
    }
    return names;
}

/// The lowest and the highest design of a metric in a sentence that begins with the subject.
std::string
RangeSentence(const std::vector<DesignRuns>& designs,
              const std::string& metric,
              const std::string& subject)
{
    const std::vector<Figure> ranked = Ranked(designs, metric);
    if (ranked.empty())
    {
        return "";
    }
    const std::string unit = FindMetric(metric)->unit;
    const Figure& low = ranked.front();
    const Figure& high = ranked.back();
    const std::vector<std::string> without = Without(designs, metric);
    std::string text = " " + subject;
    if (low.interval.mean == high.interval.mean)
    {
        text += " is " + Spoken(low.interval, unit) + " with " +
                (without.empty() && ranked.size() > 1 ? "every design" : low.runs->design);
    }
    else
    {
        const StudentInterval difference = Difference(*high.runs, *low.runs, metric);
        text += " is lowest with " + Named(ranked, low, unit) + " and highest with " +
                Named(ranked, high, unit);
        if (difference.values > 1)
        {
            text += (IsSure(difference) ? ", a difference of "
                                        : ", but the runs do not tell these two apart: they "
                                          "differ by ") +
                    Spoken(difference, unit);
        }
    }
    return text + (without.empty() ? "" : "; there is none with " + Listed(without)) + ".";
}

/// What was done.
std::string
Setting(const Scenario& scenario, const StudyOutcome& outcome, size_t designs)
{
    const size_t faults = scenario.Occurrences().faults.size();
    std::string text = ReadableNumber(outcome.replications) +
                       (outcome.replications == 1 ? " run" : " runs") + " of each of " +
                       std::to_string(designs) + (designs == 1 ? " design" : " designs") +
                       " with " + ReadableNumber(scenario.Population()) + " subscribers and ";
    text += faults == 0 ? "no fault"
                        : ReadableNumber(double(faults)) + (faults == 1 ? " fault" : " faults");
    return text + ", each simulated for " + DurationText(scenario.EffectiveDuration()) + ".";
}

std::string
SurvivalSentence(const std::vector<DesignRuns>& designs)
{
    const std::vector<Figure> ranked = Ranked(designs, "renewal_survival");
    if (ranked.empty())
    {
        return " No lease was live when a fault began.";
    }
    std::string text = " Of the leases that were live when a fault began, there survived ";
    std::string last;
    for (auto it = ranked.rbegin(); it != ranked.rend(); ++it)
    {
        const std::string figure = FigureText(it->interval, "share");
        text += figure == last ? ", " : (last.empty() ? "" : "; ") + figure + " with ";
        text += it->runs->design;
        last = figure;
    }
    return text + ".";
}

/// What a design costs in safety, if anything.
std::string
DangerSentence(const std::vector<DesignRuns>& designs)
{
    std::string text;
    for (const auto& [metric, what] :
         {std::make_pair("duplicate_address_time", "held the same address as another for"),
          std::make_pair("exposure_max",
                         "believed in leases that ended later than the server's record by up to")})
    {
        const std::vector<Figure> ranked = Ranked(designs, metric);
        if (!ranked.empty() && ranked.back().interval.mean > 0)
        {
            text += " With " + ranked.back().runs->design + " clients " + what + " " +
                    FigureText(ranked.back().interval, "s") + ".";
        }
    }
    const std::vector<Figure> violations = Ranked(designs, "violations");
    if (!violations.empty() && violations.back().interval.mean > 0)
    {
        text += " Invariants were violated, most often with " +
                Named(violations, violations.back(), "1") + ".";
    }
    return text;
}

} // namespace

std::string
FigureText(const StudentInterval& interval, const std::string& unit)
{
    const bool share = unit == "share";
    const std::string text =
        ReadableInterval(IntervalText(interval, share ? 100 : 1, share ? 2 : unit == "s"));
    if (interval.values == 0 || unit == "1")
    {
        return text;
    }
    return text + " " + (share ? "%" : unit);
}

std::string
ReadableInterval(const std::string& plain)
{
    std::string text;
    for (size_t begin = 0; begin < plain.size();)
    {
        const size_t end = std::min(plain.find(' ', begin), plain.size());
        std::string word = plain.substr(begin, end - begin);
        if (word == "+-")
        {
            word = "\u00b1";
        }
        // Thousands apart, but not in fractions.
        const size_t digits = std::min(word.find('.'), word.size());
        const size_t first = word[0] == '-' ? 1 : 0;
        for (size_t at = digits; word != "\u00b1" && at > first + 3; at -= 3)
        {
            word.insert(at - 3, ",");
        }
        text += (begin == 0 ? "" : " ") + word;
        begin = end + 1;
    }
    return text;
}

std::string
ReportParagraph(const Scenario& scenario, const StudyOutcome& outcome)
{
    const std::vector<DesignRuns> designs = ByDesign(outcome.records);
    std::string text = Setting(scenario, outcome, designs.size());
    text += SurvivalSentence(designs);
    text += RangeSentence(designs,
                          "client_outage_total",
                          "The time that clients were without an address, summed over them,");
    text += RangeSentence(designs, "client_outage_max", "The longest client outage");
    text += RangeSentence(designs, "server_peak", "The storm at the server, its busiest second,");
    text += DangerSentence(designs);
    if (outcome.replications > 1)
    {
        text += " The figures are means over runs with their 95 % intervals (Student).";
    }
    if (!outcome.failed.empty())
    {
        text += " " + std::to_string(outcome.failed.size()) +
                " of the runs failed and are missing in all figures.";
    }
    return text;
}

} // namespace ns3::dhcpbackup
