/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "run-record.h"

#include "ns3/abort.h"
#include "ns3/metric-catalogue.h"
#include "ns3/unit-text.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>
#include <ostream>

namespace ns3::dhcpbackup
{

namespace
{

constexpr double NOTHING = std::numeric_limits<double>::quiet_NaN();

double
InSeconds(Duration time)
{
    return double(time) / SECOND;
}

/// Seconds with microseconds, without rounding errors of binary fractions.
std::string
SecondsText(Duration time)
{
    const std::string fraction = std::to_string(time % SECOND / 1000 + 1000000).substr(1);
    return std::to_string(time / SECOND) + "." + fraction;
}

/// The figures of a run as they come, with their units.
class MetricList
{
  public:
    void Add(const std::string& name, double value)
    {
        m_metrics.push_back(MakeMetric(name, value));
    }

    void AddQuantiles(const std::string& name, const std::vector<Duration>& sample)
    {
        Add(name + "_p50", Quantile(sample, 0.5));
        Add(name + "_p95", Quantile(sample, 0.95));
        Add(name + "_p99", Quantile(sample, 0.99));
        Add(name + "_max", Quantile(sample, 1));
    }

    std::vector<Metric> Take()
    {
        return std::move(m_metrics);
    }

  private:
    std::vector<Metric> m_metrics;
};

template <typename F>
double
Peak(const OutageMeter& meter, F count)
{
    double peak = 0;
    for (const SecondCounts& second : meter.Seconds())
    {
        peak = std::max<double>(peak, count(second));
    }
    return peak;
}

/// The peak of a count over its mean in the whole seconds between settling and the first fault.
template <typename F>
double
PeakOverSteady(const OutageMeter& meter, Instant settled, F count)
{
    const auto& seconds = meter.Seconds();
    const size_t first = (settled + SECOND - 1) / SECOND;
    const size_t last = std::min<size_t>(meter.FaultSpan().from / SECOND, seconds.size());
    double sum = 0;
    for (size_t i = first; i < last; ++i)
    {
        sum += count(seconds[i]);
    }
    return sum > 0 ? Peak(meter, count) / (sum / double(last - first)) : NOTHING;
}

uint32_t
ServerRequests(const SecondCounts& second)
{
    return second.requests;
}

uint32_t
RelayRequests(const SecondCounts& second)
{
    return second.relayRequests;
}

void
AddSurvival(MetricList& list, const OutageMeter::Survival& survival)
{
    const double counted = survival.exposed - survival.released;
    const double kept = survival.renewed + survival.pending;
    list.Add("leases_exposed", survival.exposed);
    list.Add("leases_lost", survival.lost);
    list.Add("leases_pending", survival.pending);
    list.Add("renewal_survival", counted > 0 ? kept / counted : NOTHING);
}

void
AddOutages(MetricList& list, const OutageMeter& meter, uint32_t first, uint32_t count)
{
    std::vector<Duration> outages;
    std::vector<Duration> firstWaits;
    double censored = 0;
    for (const ClientOutage& outage : meter.Outages())
    {
        if (outage.subscriber < first || outage.subscriber - first >= count)
        {
            continue;
        }
        censored += outage.censored;
        const bool waits = outage.cause == ClientOutage::SWITCHED_ON;
        (waits ? firstWaits : outages).push_back(outage.to - outage.from);
    }
    const double total = std::accumulate(outages.begin(),
                                         outages.end(),
                                         0.0,
                                         [](double sum, Duration d) { return sum + InSeconds(d); });
    list.Add("client_outages", outages.size());
    list.Add("client_outages_censored", censored);
    list.Add("client_outage_total", total);
    list.AddQuantiles("client_outage", outages);
    list.AddQuantiles("first_address", firstWaits);
    list.AddQuantiles("time_to_recover", meter.RecoveryTimes(first, count));
}

void
AddRequests(MetricList& list,
            const OutageMeter& meter,
            const MessageAuditor::Books& books,
            Instant settled)
{
    list.Add("requests_sent", books.sent);
    list.Add("requests_acked_by_server", books.ackedByServer);
    list.Add("requests_acked_by_relay", books.ackedByRelay);
    list.Add("requests_refused", books.refused);
    list.Add("requests_lost", books.lostBefore);
    list.Add("requests_ignored", books.ignored);
    list.Add("requests_answer_lost", books.lostAfter);
    list.Add("requests_pending", books.pending);
    list.Add("relay_discover_peak",
             Peak(meter, [](const SecondCounts& s) { return s.relayDiscovers; }));
    list.Add("relay_request_peak", Peak(meter, RelayRequests));
    list.Add("relay_request_peak_over_steady", PeakOverSteady(meter, settled, RelayRequests));
}

void
AddServer(MetricList& list, const OutageMeter& meter, const RunConditions& conditions)
{
    const auto& totals = meter.GetTotals();
    const auto& causes = meter.DropsByCause();
    const auto full = causes.find("queue full");
    list.Add("server_messages", totals.serverMessages);
    list.Add("server_discover_peak",
             Peak(meter, [](const SecondCounts& s) { return s.discovers; }));
    list.Add("server_request_peak", Peak(meter, ServerRequests));
    list.Add("server_request_peak_over_steady",
             PeakOverSteady(meter, conditions.settled, ServerRequests));
    list.Add("server_peak",
             Peak(meter, [](const SecondCounts& s) { return s.discovers + s.requests; }));
    list.Add("server_queue_peak", Peak(meter, [](const SecondCounts& s) { return s.queuePeak; }));
    list.Add("server_queue_drops", full == causes.end() ? 0 : full->second);
    const TimeHistogram& waits = meter.WaitingTimes();
    for (const auto& [name, share] : {std::make_pair("server_wait_p50", 0.5),
                                      std::make_pair("server_wait_p95", 0.95),
                                      std::make_pair("server_wait_p99", 0.99),
                                      std::make_pair("server_wait_max", 1.0)})
    {
        list.Add(name, waits.Count() > 0 ? InSeconds(waits.Quantile(share)) : NOTHING);
    }
    list.Add("server_utilisation",
             double(totals.serverMessages) * conditions.serviceTime / conditions.length);
}

void
AddResync(MetricList& list, const OutageMeter& meter)
{
    const auto& totals = meter.GetTotals();
    const Span span = meter.ReconcileSpan();
    const bool reconciled = span.from != NEVER && span.to > span.from;
    list.Add("journal_peak", totals.journalPeak);
    list.Add("relay_state_peak", totals.relayStatePeak);
    list.Add("resync_messages", totals.replays);
    list.Add("resync_bytes", totals.replayBytes);
    list.Add("resync_duration", reconciled ? InSeconds(span.to - span.from) : NOTHING);
    list.Add("resync_peak_rate", Peak(meter, [](const SecondCounts& s) { return s.replays; }));
    list.Add("resync_confirmed", totals.confirmed);
    list.Add("resync_conflicts", totals.conflicts);
    list.Add("probes", totals.probes);
    list.Add("partner_messages", double(totals.partnerMessages));
    list.Add("partner_bytes", double(totals.partnerBytes));
}

/// The value of a metric, or NaN.
double
ValueIn(const std::vector<Metric>& metrics, const std::string& name)
{
    const auto it = std::find_if(metrics.begin(), metrics.end(), [&name](const Metric& metric) {
        return metric.name == name;
    });
    return it == metrics.end() ? NOTHING : it->value;
}

} // namespace

double
RunRecord::Value(const std::string& name) const
{
    return ValueIn(metrics, name);
}

double
RunRecord::Value(const std::string& name, uint32_t group) const
{
    return group < groups.size() ? ValueIn(groups[group].metrics, name) : NOTHING;
}

double
Quantile(std::vector<Duration> sample, double share)
{
    if (sample.empty())
    {
        return NOTHING;
    }
    const size_t rank = std::max<double>(std::ceil(share * sample.size()), 1) - 1;
    std::nth_element(sample.begin(), sample.begin() + rank, sample.end());
    return InSeconds(sample[rank]);
}

Metric
MakeMetric(const std::string& name, double value)
{
    const MetricInfo* const info = FindMetric(name);
    NS_ABORT_MSG_UNLESS(info, "metric " << name << " is not in the catalogue");
    return {name, info->unit, value};
}

std::vector<Metric>
ServiceMetricsOf(const OutageMeter& meter, uint32_t first, uint32_t count)
{
    MetricList list;
    AddSurvival(list, meter.GetSurvival(first, count));
    AddOutages(list, meter, first, count);
    return list.Take();
}

std::vector<Metric>
MetricsOf(const OutageMeter& meter,
          const AddressAuditor& addresses,
          const MessageAuditor::Books& books,
          uint64_t violations,
          const RunConditions& conditions)
{
    const auto& totals = meter.GetTotals();
    const double renewals = totals.renewalsByServer + totals.renewalsByRelay;
    MetricList list;
    AddSurvival(list, meter.GetSurvival());
    list.Add("renewals_by_server", totals.renewalsByServer);
    list.Add("renewals_by_relay", totals.renewalsByRelay);
    list.Add("renewals_by_nobody", totals.renewalsByNobody);
    list.Add("address_changes", totals.addressChanges);
    AddOutages(list, meter, 0, meter.SubscriberCount());
    AddRequests(list, meter, books, conditions.settled);
    AddServer(list, meter, conditions);
    AddResync(list, meter);
    list.Add("client_messages_per_renewal",
             renewals > 0 ? totals.clientMessages / renewals : NOTHING);
    list.Add("client_messages_per_day",
             double(totals.clientMessages) / meter.SubscriberCount() /
                 (double(conditions.length) / (24 * HOUR)));
    list.Add("duplicate_address_time", InSeconds(addresses.DuplicateTime()));
    list.Add("exposure_max", InSeconds(addresses.MaxExposure()));
    list.Add("violations", violations);
    list.Add("events", conditions.events);
    return list.Take();
}

std::string
TimelineHeading()
{
    return "design,time_s,without_service,discover_per_s,request_per_s,server_drops_per_s,"
           "server_queue_peak,answered_by_server_per_s,answered_by_relay_per_s,journal_entries,"
           "replays_per_s,relay_discover_per_s,relay_request_per_s\n";
}

void
WriteTimeline(std::ostream& os, const std::string& design, const OutageMeter& meter)
{
    size_t second = 0;
    for (const SecondCounts& s : meter.Seconds())
    {
        os << design << ',' << second++ << ',' << s.withoutService << ',' << s.discovers << ','
           << s.requests << ',' << s.drops << ',' << s.queuePeak << ',' << s.answeredByServer
           << ',' << s.answeredByRelay << ',' << s.journal << ',' << s.replays << ','
           << s.relayDiscovers << ',' << s.relayRequests << '\n';
    }
}

std::string
OutagesHeading()
{
    return "design,subscriber,cause,from_s,to_s,length_s,censored\n";
}

void
WriteOutages(std::ostream& os, const std::string& design, const OutageMeter& meter)
{
    for (const ClientOutage& outage : meter.Outages())
    {
        os << design << ',' << outage.subscriber << ',' << ToString(outage.cause) << ','
           << SecondsText(outage.from) << ',' << SecondsText(outage.to) << ','
           << SecondsText(outage.to - outage.from) << ',' << (outage.censored ? 1 : 0) << '\n';
    }
}

std::string
ProfilesHeading()
{
    return "design,profile,subscribers,discovers,requests,declines,releases,informs,leases_lost\n";
}

void
WriteProfiles(std::ostream& os,
              const std::string& design,
              const std::vector<ProfileCounts>& profiles)
{
    for (const ProfileCounts& p : profiles)
    {
        os << design << ',' << p.profile << ',' << p.subscribers << ',' << p.discovers << ','
           << p.requests << ',' << p.declines << ',' << p.releases << ',' << p.informs << ','
           << p.leasesLost << '\n';
    }
}

std::string
GroupsHeading()
{
    return "design,group_name,subscribers,metric,value,unit\n";
}

void
WriteGroups(std::ostream& os, const std::string& design, const std::vector<GroupFigures>& groups)
{
    for (const GroupFigures& group : groups)
    {
        for (const Metric& metric : group.metrics)
        {
            os << design << ',' << group.name << ',' << group.subscribers << ',' << metric.name
               << ',' << (std::isnan(metric.value) ? "" : NumberText(metric.value)) << ','
               << metric.unit << '\n';
        }
    }
}

} // namespace ns3::dhcpbackup
