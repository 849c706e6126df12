/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "explain.h"

#include "ns3/command-words.h"
#include "ns3/nearest-name.h"
#include "ns3/results-format.h"
#include "ns3/scenario-file.h"
#include "ns3/scenario-runner.h"
#include "ns3/story-tap.h"
#include "ns3/story-text.h"

#include <algorithm>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <fstream>
#include <sstream>

namespace ns3::dhcpbackup
{

namespace
{

namespace json = boost::json;

/// What a results folder says of how it came about.
struct Manifest
{
    Scenario scenario;   //!< what was run
    json::object hashes; //!< trace hash by design
};

Manifest
ReadManifest(const std::string& folder)
{
    const std::string path = folder + "/manifest.json";
    std::ifstream file(path);
    std::ostringstream text;
    text << file.rdbuf();
    if (!file)
    {
        throw UsageError(folder + " is no results folder: " + path + " cannot be read");
    }
    boost::system::error_code error;
    const json::value value = json::parse(text.str(), error);
    const json::object* const object = error ? nullptr : value.if_object();
    if (object && object->if_contains("vary"))
    {
        throw UsageError(folder + " holds a sweep; explain tells of the results of run or compare");
    }
    if (object && object->if_contains("parts"))
    {
        throw UsageError(folder + " holds several studies; explain tells of one: " + folder + "/" +
                         object->at("parts").at(0).as_string().c_str());
    }
    if (!object || !object->if_contains("scenario") || !object->if_contains("trace_hashes"))
    {
        throw UsageError(path + " is damaged: it must hold \"scenario\" and \"trace_hashes\"");
    }
    const json::value* const format = object->if_contains("format");
    CheckResultsFormat(path, format && format->is_int64() ? format->get_int64() : 0);
    const ScenarioResult result = ParseScenario(json::serialize(object->at("scenario")), path);
    if (!result.scenario)
    {
        throw UsageError(path + " is of another version of this program: " + result.errors.front());
    }
    return {*result.scenario, object->at("trace_hashes").as_object()};
}

/// The subscriber whose address was away longest in one go, the first one if nobody's was.
uint32_t
LongestOutage(const std::string& folder)
{
    std::ifstream file(folder + "/outages.csv");
    std::string line;
    std::getline(file, line);
    double longest = 0;
    uint32_t worst = 0;
    while (std::getline(file, line))
    {
        std::vector<std::string> fields;
        std::istringstream parts(line);
        for (std::string field; std::getline(parts, field, ',');)
        {
            fields.push_back(field);
        }
        if (fields.size() > 5 && fields[2] != "switched-on" && std::stod(fields[5]) > longest)
        {
            longest = std::stod(fields[5]);
            worst = std::stoul(fields[1]);
        }
    }
    return worst;
}

uint32_t
SubscriberIn(const Scenario& scenario, const std::string& mac)
{
    uint8_t bytes[6];
    char behind = 0;
    const bool six = std::sscanf(mac.c_str(),
                                 "%2hhx:%2hhx:%2hhx:%2hhx:%2hhx:%2hhx%c",
                                 &bytes[0],
                                 &bytes[1],
                                 &bytes[2],
                                 &bytes[3],
                                 &bytes[4],
                                 &bytes[5],
                                 &behind) == 6;
    if (!six)
    {
        throw UsageError("'" + mac + "' is no hardware address such as 02:01:00:00:00:11");
    }
    Mac48Address address;
    address.CopyFrom(bytes);
    const auto subscriber = BackupNetworkHelper::SubscriberOf(address);
    if (!subscriber || *subscriber >= scenario.Population())
    {
        std::ostringstream last;
        last << BackupNetworkHelper::HardwareAddressOf(scenario.Population() - 1);
        throw UsageError("nobody has the hardware address " + mac +
                         "; subscribers have 02:01:00:00:00:00 to " + last.str());
    }
    return *subscriber;
}

std::vector<std::string>
DesignsOf(const Manifest& manifest, const std::string& wanted)
{
    std::vector<std::string> all;
    for (const std::string& design : manifest.scenario.designs)
    {
        if (manifest.hashes.contains(design)) // else its run failed
        {
            all.push_back(design);
        }
    }
    if (wanted.empty())
    {
        return all;
    }
    if (std::find(all.begin(), all.end(), wanted) == all.end())
    {
        throw UsageError("the results have no design " + wanted + NearestNameHint(wanted, all));
    }
    return {wanted};
}

} // namespace

std::string
Explain(const ExplainRequest& request)
{
    const Manifest manifest = ReadManifest(request.results);
    const Scenario& scenario = manifest.scenario;
    const uint32_t subscriber = request.mac.empty() ? LongestOutage(request.results)
                                                    : SubscriberIn(scenario, request.mac);
    const uint32_t relay = scenario.Plan().PlaceOf(subscriber).relay;
    std::ostringstream text;
    for (const std::string& design : DesignsOf(manifest, request.design))
    {
        std::unique_ptr<StoryTap> tap;
        const RunRecord record =
            RunScenario(scenario, design, "", {}, [&](const BackupNetwork& network) {
                tap = std::make_unique<StoryTap>(network, subscriber, relay);
            });
        text << "subscriber " << subscriber << " ("
             << BackupNetworkHelper::HardwareAddressOf(subscriber) << ") behind relay " << relay
             << ", " << design << ", scenario " << scenario.name << ", seed " << scenario.run.seed
             << ", run " << scenario.run.run << "\n\n"
             << StoryChart(tap->Story(), request.everything) << "\n"
             << StoryVerdict(tap->Story()) << "\n";
        if (record.traceHash != manifest.hashes.at(design).as_string().c_str())
        {
            text << "warning: this version of the program does not repeat the run that gave the "
                    "results exactly\n\n";
        }
    }
    return text.str();
}

} // namespace ns3::dhcpbackup
