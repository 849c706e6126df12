/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "record-json.h"

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/string.hpp>
#include <limits>

namespace ns3::dhcpbackup
{

namespace json = boost::json;

namespace
{

json::value
ProfilesToJson(const std::vector<ProfileCounts>& profiles)
{
    json::array array;
    for (const ProfileCounts& p : profiles)
    {
        array.push_back({{"profile", p.profile},
                         {"subscribers", p.subscribers},
                         {"discovers", p.discovers},
                         {"requests", p.requests},
                         {"declines", p.declines},
                         {"releases", p.releases},
                         {"informs", p.informs},
                         {"leases_lost", p.leasesLost}});
    }
    return array;
}

std::vector<ProfileCounts>
ProfilesFromJson(const json::array& array)
{
    std::vector<ProfileCounts> profiles;
    for (const json::value& value : array)
    {
        const auto count = [&value](const char* key) {
            return value.at(key).to_number<uint64_t>();
        };
        profiles.push_back({value.at("profile").as_string().c_str(),
                            uint32_t(count("subscribers")),
                            count("discovers"),
                            count("requests"),
                            count("declines"),
                            count("releases"),
                            count("informs"),
                            count("leases_lost")});
    }
    return profiles;
}

json::value
GroupsToJson(const std::vector<GroupFigures>& groups)
{
    json::array array;
    for (const GroupFigures& group : groups)
    {
        array.push_back({{"group", group.name},
                         {"subscribers", group.subscribers},
                         {"metrics", MetricsToJson(group.metrics)}});
    }
    return array;
}

std::vector<GroupFigures>
GroupsFromJson(const json::array& array)
{
    std::vector<GroupFigures> groups;
    for (const json::value& value : array)
    {
        groups.push_back({value.at("group").as_string().c_str(),
                          value.at("subscribers").to_number<uint32_t>(),
                          MetricsFromJson(value.at("metrics"))});
    }
    return groups;
}

} // namespace

json::value
MetricsToJson(const std::vector<Metric>& metrics)
{
    json::object object;
    for (const Metric& metric : metrics)
    {
        object[metric.name] = {{"value", metric.value}, {"unit", metric.unit}};
    }
    return object;
}

std::vector<Metric>
MetricsFromJson(const json::value& value)
{
    std::vector<Metric> metrics;
    for (const auto& [name, metric] : value.as_object())
    {
        const json::value& number = metric.at("value");
        metrics.push_back({std::string(name),
                           metric.at("unit").as_string().c_str(),
                           number.is_null() ? std::numeric_limits<double>::quiet_NaN()
                                            : number.to_number<double>()});
    }
    return metrics;
}

json::value
RecordToJson(const RunRecord& record)
{
    json::object drops;
    for (const auto& [cause, count] : record.drops)
    {
        drops[cause] = count;
    }
    json::array violations;
    for (const Violation& violation : record.violations)
    {
        violations.push_back({{"invariant", violation.invariant},
                              {"at_s", double(violation.at) / SECOND},
                              {"evidence", violation.evidence}});
    }
    json::array faults;
    for (const std::string& fault : record.faults)
    {
        faults.push_back(json::value(fault));
    }
    return {{"design", record.design},
            {"run", record.run},
            {"metrics", MetricsToJson(record.metrics)},
            {"server_drops", drops},
            {"profiles", ProfilesToJson(record.profiles)},
            {"groups", GroupsToJson(record.groups)},
            {"violations", violations},
            {"faults", faults},
            {"trace_hash", record.traceHash},
            {"stopped_at_s",
             record.stoppedAt == NEVER ? json::value() : double(record.stoppedAt) / SECOND}};
}

RunRecord
RecordFromJson(const json::value& value)
{
    const json::object& object = value.as_object();
    RunRecord record;
    record.design = object.at("design").as_string().c_str();
    record.run = object.at("run").to_number<uint64_t>();
    record.traceHash = object.at("trace_hash").as_string().c_str();
    const json::value& stopped = object.at("stopped_at_s");
    record.stoppedAt =
        stopped.is_null() ? NEVER : Instant(stopped.to_number<double>() * SECOND);
    record.metrics = MetricsFromJson(object.at("metrics"));
    for (const auto& [cause, count] : object.at("server_drops").as_object())
    {
        record.drops[std::string(cause)] = count.to_number<uint64_t>();
    }
    record.profiles = ProfilesFromJson(object.at("profiles").as_array());
    record.groups = GroupsFromJson(object.at("groups").as_array());
    for (const json::value& violation : object.at("violations").as_array())
    {
        record.violations.push_back(
            {violation.at("invariant").as_string().c_str(),
             Instant(violation.at("at_s").to_number<double>() * SECOND),
             violation.at("evidence").as_string().c_str()});
    }
    for (const json::value& fault : object.at("faults").as_array())
    {
        record.faults.push_back(fault.as_string().c_str());
    }
    return record;
}

} // namespace ns3::dhcpbackup
