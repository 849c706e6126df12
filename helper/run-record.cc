/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "run-record.h"

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

void
AddQuantiles(std::vector<Metric>& metrics,
             const std::string& name,
             const std::vector<Duration>& sample)
{
    metrics.push_back({name + "_p50", "s", Quantile(sample, 0.5)});
    metrics.push_back({name + "_p95", "s", Quantile(sample, 0.95)});
    metrics.push_back({name + "_p99", "s", Quantile(sample, 0.99)});
    metrics.push_back({name + "_max", "s", Quantile(sample, 1)});
}

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

void
AddSurvival(std::vector<Metric>& metrics, const OutageMeter& meter)
{
    const auto survival = meter.GetSurvival();
    const double counted = survival.exposed - survival.released;
    const double kept = survival.renewed + survival.pending;
    metrics.push_back({"leases_exposed", "1", double(survival.exposed)});
    metrics.push_back({"leases_lost", "1", double(survival.lost)});
    metrics.push_back({"leases_pending", "1", double(survival.pending)});
    metrics.push_back({"renewal_survival", "share", counted > 0 ? kept / counted : NOTHING});
}

void
AddOutages(std::vector<Metric>& metrics, const OutageMeter& meter)
{
    std::vector<Duration> outages;
    std::vector<Duration> waits;
    double censored = 0;
    for (const ClientOutage& outage : meter.Outages())
    {
        censored += outage.censored;
        const bool first = outage.cause == ClientOutage::SWITCHED_ON;
        (first ? waits : outages).push_back(outage.to - outage.from);
    }
    const double total = std::accumulate(outages.begin(),
                                         outages.end(),
                                         0.0,
                                         [](double sum, Duration d) { return sum + InSeconds(d); });
    metrics.push_back({"client_outages", "1", double(outages.size())});
    metrics.push_back({"client_outages_censored", "1", censored});
    metrics.push_back({"client_outage_total", "s", total});
    AddQuantiles(metrics, "client_outage", outages);
    AddQuantiles(metrics, "first_address", waits);
    AddQuantiles(metrics, "time_to_recover", meter.RecoveryTimes());
}

void
AddServer(std::vector<Metric>& metrics,
          const OutageMeter& meter,
          Duration serviceTime,
          Duration length)
{
    const auto& totals = meter.GetTotals();
    double drops = 0;
    const auto& causes = meter.DropsByCause();
    if (const auto full = causes.find("queue full"); full != causes.end())
    {
        drops = full->second;
    }
    metrics.push_back({"server_messages", "1", double(totals.serverMessages)});
    metrics.push_back({"server_discover_peak",
                       "1/s",
                       Peak(meter, [](const SecondCounts& s) { return s.discovers; })});
    metrics.push_back({"server_request_peak",
                       "1/s",
                       Peak(meter, [](const SecondCounts& s) { return s.requests; })});
    metrics.push_back({"server_queue_peak",
                       "1",
                       Peak(meter, [](const SecondCounts& s) { return s.queuePeak; })});
    metrics.push_back({"server_queue_drops", "1", drops});
    metrics.push_back({"server_wait_p99", "s", Quantile(meter.WaitingTimes(), 0.99)});
    metrics.push_back({"server_utilisation",
                       "share",
                       double(totals.serverMessages) * serviceTime / length});
}

} // namespace

double
RunRecord::Value(const std::string& name) const
{
    const auto it = std::find_if(metrics.begin(), metrics.end(), [&name](const Metric& metric) {
        return metric.name == name;
    });
    return it == metrics.end() ? NOTHING : it->value;
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

std::vector<Metric>
MetricsOf(const OutageMeter& meter,
          const AddressAuditor& auditor,
          Duration serviceTime,
          Duration length)
{
    const auto& totals = meter.GetTotals();
    const Span reconcile = meter.ReconcileSpan();
    const double renewals = totals.renewalsByServer + totals.renewalsByRelay;
    std::vector<Metric> metrics;
    AddSurvival(metrics, meter);
    metrics.push_back({"renewals_by_server", "1", double(totals.renewalsByServer)});
    metrics.push_back({"renewals_by_relay", "1", double(totals.renewalsByRelay)});
    metrics.push_back({"renewals_by_nobody", "1", double(totals.renewalsByNobody)});
    metrics.push_back({"address_changes", "1", double(totals.addressChanges)});
    AddOutages(metrics, meter);
    AddServer(metrics, meter, serviceTime, length);
    metrics.push_back({"journal_peak", "1", double(totals.journalPeak)});
    metrics.push_back({"resync_messages", "1", double(totals.replays)});
    metrics.push_back({"resync_bytes", "bytes", double(totals.replayBytes)});
    const bool reconciled = reconcile.from != NEVER && reconcile.to > reconcile.from;
    metrics.push_back({"resync_duration",
                       "s",
                       reconciled ? InSeconds(reconcile.to - reconcile.from) : NOTHING});
    metrics.push_back({"resync_confirmed", "1", double(totals.confirmed)});
    metrics.push_back({"resync_conflicts", "1", double(totals.conflicts)});
    metrics.push_back({"probes", "1", double(totals.probes)});
    metrics.push_back({"client_messages_per_renewal",
                       "1",
                       renewals > 0 ? totals.clientMessages / renewals : NOTHING});
    metrics.push_back({"duplicate_address_time", "s", InSeconds(auditor.DuplicateTime())});
    metrics.push_back({"exposure_max", "s", InSeconds(auditor.MaxExposure())});
    metrics.push_back({"violations", "1", double(auditor.ViolationCount())});
    return metrics;
}

std::string
TimelineHeading()
{
    return "design,time_s,without_service,discover_per_s,request_per_s,server_drops_per_s,"
           "server_queue_peak,answered_by_server_per_s,answered_by_relay_per_s,journal_entries,"
           "replays_per_s\n";
}

void
WriteTimeline(std::ostream& os, const std::string& design, const OutageMeter& meter)
{
    size_t second = 0;
    for (const SecondCounts& s : meter.Seconds())
    {
        os << design << ',' << second++ << ',' << s.withoutService << ',' << s.discovers << ','
           << s.requests << ',' << s.drops << ',' << s.queuePeak << ',' << s.answeredByServer
           << ',' << s.answeredByRelay << ',' << s.journal << ',' << s.replays << '\n';
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

} // namespace ns3::dhcpbackup
