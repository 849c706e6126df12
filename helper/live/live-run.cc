/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "live-run.h"

#include "ns3/global-value.h"
#include "ns3/json-text.h"
#include "ns3/lag-meter.h"
#include "ns3/live-keeper.h"
#include "ns3/quantity-text.h"
#include "ns3/real-server.h"
#include "ns3/string.h"

#include <boost/json/object.hpp>
#include <boost/json/parse.hpp>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <stdexcept>

namespace ns3::dhcpbackup
{

namespace
{

namespace fs = std::filesystem;
namespace json = boost::json;

/// What the server must serve.
ServerDuties
DutiesFor(const Scenario& scenario, const BackupNetworkHelper& helper, const Design& design)
{
    ServerDuties duties;
    duties.address = helper.ServerId();
    duties.mask = BackupNetworkHelper::CoreMask();
    duties.authoritative = scenario.server.authoritative;
    duties.leasequery = scenario.server.leasequery;
    for (uint32_t relay = 0; relay < scenario.network.relays; ++relay)
    {
        duties.subnets.push_back(helper.RelaySubnet(relay, design));
    }
    return duties;
}

void
WriteReport(const std::string& folder, const LiveReport& report)
{
    WriteFile(folder + "/live.json",
              PrettyJson(json::object{{"server", report.server},
                                      {"lag_p50_ns", report.lagMedian},
                                      {"lag_p99_ns", report.lagP99},
                                      {"lag_max_ns", report.lagMax},
                                      {"lag_p99_bound_ns", LAG_BOUND},
                                      {"frames_unsent", report.unsent},
                                      {"valid", report.invalid.empty()},
                                      {"reason", report.invalid}}));
}

/// Seconds as a whole number of microseconds: more digits mean nothing here.
Duration
InMicroseconds(double seconds)
{
    return Duration(seconds * 1e6 + 0.5) * (MILLISECOND / 1000);
}

LiveReport
MakeReport(const ServerProgram& program, const LagMeter& lag, uint64_t unsent)
{
    LiveReport report;
    report.server = program.Name();
    if (!lag.Samples().empty())
    {
        report.lagMedian = InMicroseconds(Quantile(lag.Samples(), 0.5));
        report.lagP99 = InMicroseconds(Quantile(lag.Samples(), 0.99));
        report.lagMax = InMicroseconds(Quantile(lag.Samples(), 1));
    }
    report.unsent = unsent;
    if (report.lagP99 > LAG_BOUND)
    {
        report.invalid = "the simulator was behind real time by " + DurationText(report.lagP99) +
                         " (p99), more than " + DurationText(LAG_BOUND) +
                         ": take fewer subscribers or a faster or idle machine";
    }
    return report;
}

} // namespace

RunRecord
RunLive(const Scenario& scenario,
        const std::string& design,
        const std::string& folder,
        const ProgressCallback& progress)
{
    const BackupNetworkHelper helper(scenario);
    const ServerProgram& program = ProgramOf(scenario.server.real);
    LiveNamespace space;
    const Ptr<RealServer> server = CreateObject<RealServer>();
    server->Start(space, program, DutiesFor(scenario, helper, MakeDesign(design, scenario.relay)));
    GlobalValue::Bind("SimulatorImplementationType", StringValue("ns3::RealtimeSimulatorImpl"));

    const Ptr<PacketSocketDevice> device = CreateObject<PacketSocketDevice>();
    device->SetAddress(Mac48Address::Allocate());
    LagMeter lag;
    std::optional<std::map<IpAddr, Binding>> filed; // read when it is asked for, at the end
    OutsideServer outside;
    outside.link = device;
    outside.traces = server;
    outside.control = PeekPointer(server);
    outside.bindingOf = [&](IpAddr address) -> std::optional<Binding> {
        if (!filed)
        {
            filed = server->FiledBindings();
        }
        const auto binding = filed->find(address);
        return binding == filed->end() ? std::nullopt : std::make_optional(binding->second);
    };
    const RunRecord record = RunScenario(
        scenario,
        design,
        folder,
        progress,
        [&](const BackupNetwork&) {
            device->Open(space.TakePacketSocket(), Mac48Address(OUTSIDE_HARDWARE));
            server->Watch(device);
            lag.Start();
        },
        &outside);
    if (!server->Failure().empty())
    {
        throw std::runtime_error(server->Failure());
    }
    WriteReport(folder, MakeReport(program, lag, device->GetUnsent()));
    fs::copy_file(space.Folder() + "/server.log", folder + "/server.log");
    server->Dispose();
    return record;
}

LiveReport
ReadLiveReport(const std::string& path)
{
    std::ifstream file(path);
    std::ostringstream text;
    text << file.rdbuf();
    if (!file)
    {
        throw std::runtime_error("cannot read " + path);
    }
    const json::value value = json::parse(text.str());
    LiveReport report;
    report.server = value.at("server").as_string().c_str();
    report.lagMedian = value.at("lag_p50_ns").to_number<Duration>();
    report.lagP99 = value.at("lag_p99_ns").to_number<Duration>();
    report.lagMax = value.at("lag_max_ns").to_number<Duration>();
    report.unsent = value.at("frames_unsent").to_number<uint64_t>();
    report.invalid = value.at("reason").as_string().c_str();
    return report;
}

} // namespace ns3::dhcpbackup
