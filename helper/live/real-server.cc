/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "real-server.h"

#include "ns3/abort.h"
#include "ns3/live-keeper.h"
#include "ns3/log.h"
#include "ns3/simulator.h"
#include "ns3/udp-datagram.h"

#include <algorithm>
#include <chrono>
#include <csignal>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <stdexcept>
#include <thread>

namespace ns3::dhcpbackup
{

NS_LOG_COMPONENT_DEFINE("RealServer");
NS_OBJECT_ENSURE_REGISTERED(RealServer);

namespace
{

namespace fs = std::filesystem;

/// A server that is not up after so long never will be.
constexpr std::chrono::seconds START_PATIENCE{15};
/// How often a start is looked at.
constexpr std::chrono::milliseconds START_STEP{5};
/// How often a running process is looked at.
constexpr int64_t LOOK_AFTER_MS = 200;
/// Lines of the log that tell why a server ended.
constexpr size_t LAST_LINES = 6;
/// With this dhcpd goes on for many lines after it has said why it ends.
constexpr char DHCPD_PLEA[] = "If you think you have received this message";
/// Bytes of an Ethernet header.
constexpr uint32_t ETHERNET_HEADER = 14;

std::string
ReadAll(const std::string& path, size_t from = 0)
{
    std::ifstream file(path, std::ios::binary);
    file.seekg(std::streamoff(from));
    std::ostringstream text;
    text << file.rdbuf();
    return text.str();
}

} // namespace

TypeId
RealServer::GetTypeId()
{
    static TypeId tid =
        TypeId("ns3::dhcpbackup::RealServer")
            .SetParent<Object>()
            .SetGroupName("DhcpBackup")
            .AddConstructor<RealServer>()
            .AddTraceSource("Rx",
                            "A message is on its way to the server.",
                            MakeTraceSourceAccessor(&RealServer::m_rx),
                            "ns3::dhcpbackup::RealServer::MessageCallback")
            .AddTraceSource("Tx",
                            "The server has sent a message.",
                            MakeTraceSourceAccessor(&RealServer::m_tx),
                            "ns3::dhcpbackup::RealServer::MessageCallback")
            .AddTraceSource("Binding",
                            "A binding has changed, as the messages to and from the server tell.",
                            MakeTraceSourceAccessor(&RealServer::m_binding),
                            "ns3::dhcpbackup::RealServer::BindingCallback")
            .AddTraceSource("Restarted",
                            "The server serves again after a crash.",
                            MakeTraceSourceAccessor(&RealServer::m_restarted),
                            "ns3::dhcpbackup::RealServer::RestartedCallback");
    return tid;
}

void
RealServer::DoDispose()
{
    m_device = nullptr;
    Object::DoDispose();
}

void
RealServer::Start(LiveNamespace& space, const ServerProgram& program, ServerDuties duties)
{
    NS_LOG_FUNCTION(this << program.Name());
    m_space = &space;
    m_program = &program;
    m_duties = std::move(duties);
    m_duties.folder = space.Folder();
    m_duties.interface = OUTSIDE_INTERFACE;
    m_log = m_duties.folder + "/server.log";
    ConnectHost();
    m_words = program.Configure(m_duties);
    Launch();
    WaitUntilReady();
}

void
RealServer::WaitUntilReady()
{
    const auto deadline = std::chrono::steady_clock::now() + START_PATIENCE;
    while (!IsReady())
    {
        const std::string end = m_space->Ended(m_process);
        if (!end.empty() || std::chrono::steady_clock::now() > deadline)
        {
            throw std::runtime_error(LastWords(end.empty() ? "it does not get ready" : end));
        }
        std::this_thread::sleep_for(START_STEP);
    }
}

void
RealServer::Command(const std::vector<std::string>& words)
{
    const ProgramResult result = m_space->Do(words);
    if (result.code != 0)
    {
        std::string line;
        for (const std::string& word : words)
        {
            line += word + " ";
        }
        throw std::runtime_error(line + "failed: " + result.output);
    }
}

void
RealServer::ConnectHost()
{
    // All who talk to the server are at the other end of the cable: no ARP.
    Command({"ip", "link", "set", OUTSIDE_INTERFACE, "arp", "off", "up"});
    const std::string address =
        AddressText(m_duties.address) + "/" + std::to_string(__builtin_popcount(m_duties.mask));
    Command({"ip", "address", "replace", address, "dev", OUTSIDE_INTERFACE});
    Command({"ip", "route", "replace", "default", "dev", OUTSIDE_INTERFACE});
}

void
RealServer::Launch()
{
    std::error_code none;
    for (const auto& entry : fs::directory_iterator(m_duties.folder, none))
    {
        if (entry.path().extension() == ".pid") // Kea thinks that it runs already
        {
            fs::remove(entry.path(), none);
        }
    }
    const uintmax_t size = fs::file_size(m_log, none);
    m_logBegin = none ? 0 : size;
    m_process = m_space->Start(m_log, m_words);
}

std::string
RealServer::Said() const
{
    return ReadAll(m_log, m_logBegin);
}

bool
RealServer::IsReady() const
{
    return Said().find(m_program->ReadyText()) != std::string::npos;
}

std::string
RealServer::LastWords(const std::string& end) const
{
    std::vector<std::string> lines;
    const std::string said = Said();
    std::istringstream log(said.substr(0, said.find(DHCPD_PLEA)));
    std::string line;
    while (std::getline(log, line))
    {
        if (!line.empty())
        {
            lines.push_back(line);
        }
    }
    std::string text = std::string(m_program->Name()) + ": " + end + "; its last words:";
    for (size_t i = lines.size() - std::min(lines.size(), LAST_LINES); i < lines.size(); ++i)
    {
        text += "\n  " + lines[i];
        // Debian confines these servers to their own folders where AppArmor is in force.
        if (lines[i].find("Permission denied") != std::string::npos)
        {
            text += "\n  (perhaps by AppArmor: see aa-status; aa-complain " +
                    std::string(m_program->Name()) + " lets it write to " + m_duties.folder + ")";
        }
    }
    return text;
}

void
RealServer::Watch(Ptr<PacketSocketDevice> device)
{
    m_device = device;
    device->TraceConnectWithoutContext("PromiscSniffer", MakeCallback(&RealServer::Sniff, this));
    Simulator::Schedule(MilliSeconds(LOOK_AFTER_MS), &RealServer::LookAfter, this);
}

void
RealServer::LookAfter()
{
    const auto now = std::chrono::system_clock::now().time_since_epoch();
    m_epoch = std::chrono::nanoseconds(now).count() - Simulator::Now().GetNanoSeconds();
    const std::string end = m_process != 0 ? m_space->Ended(m_process) : "";
    if (!end.empty())
    {
        m_failure = LastWords(end);
        Simulator::Stop();
        return;
    }
    Simulator::Schedule(MilliSeconds(LOOK_AFTER_MS), &RealServer::LookAfter, this);
}

void
RealServer::Sniff(Ptr<const Packet> frame)
{
    std::vector<uint8_t> bytes(frame->GetSize());
    frame->CopyData(bytes.data(), uint32_t(bytes.size()));
    UdpAddresses addresses;
    ByteView payload;
    DhcpMessage message;
    if (bytes.size() <= ETHERNET_HEADER ||
        !ParseDatagram(ByteView(bytes.data() + ETHERNET_HEADER, bytes.size() - ETHERNET_HEADER),
                       addresses,
                       payload) ||
        ParseMessage(payload, message) != ParseError::NONE)
    {
        return;
    }
    if (addresses.source == m_duties.address && message.op == BOOTREPLY)
    {
        Answered(message);
    }
    else if (addresses.destination == m_duties.address)
    {
        Asked(message);
    }
}

void
RealServer::Asked(const DhcpMessage& message)
{
    if (m_process == 0 || m_linkDown)
    {
        return; // nobody is there
    }
    m_clients[message.chaddr] = ClientIdentity::Of(message);
    m_rx(message);
    if (message.type == DHCPRELEASE)
    {
        Binding binding;
        binding.client = ClientIdentity::Of(message);
        binding.state = BindingState::EXPIRED;
        m_binding(BindingEvent::RELEASED, message.ciaddr, binding);
    }
}

void
RealServer::Answered(const DhcpMessage& reply)
{
    m_tx(reply);
    const std::optional<uint32_t> length = reply.options.GetU32(OPT_LEASE_TIME);
    if (reply.type != DHCPACK || reply.yiaddr == 0 || !length)
    {
        return;
    }
    const Instant now = Simulator::Now().GetNanoSeconds();
    Binding binding;
    const auto client = m_clients.find(reply.chaddr);
    binding.client = client != m_clients.end() ? client->second : ClientIdentity::Of(reply);
    binding.expiry = now + *length * SECOND;
    binding.changed = now;
    binding.state = BindingState::ACTIVE;
    m_binding(BindingEvent::GRANTED, reply.yiaddr, binding);
}

std::map<IpAddr, Binding>
RealServer::FiledBindings() const
{
    std::map<IpAddr, Binding> bindings;
    for (const std::string& file : m_program->LeaseFiles())
    {
        for (const FiledLease& lease :
             m_program->ReadLeases(ReadAll(m_duties.folder + "/" + file)))
        {
            Binding binding;
            std::copy(lease.hardware.begin(), lease.hardware.end(), binding.client.chaddr.begin());
            const auto client = m_clients.find(binding.client.chaddr);
            binding.client = client != m_clients.end() ? client->second : binding.client;
            binding.expiry = lease.expiry == 0 ? 0 : (lease.expiry + 1) * SECOND - m_epoch;
            binding.state = lease.expiry == 0 ? BindingState::EXPIRED : BindingState::ACTIVE;
            bindings[lease.address] = binding;
        }
    }
    return bindings;
}

void
RealServer::Crash(CrashKind kind)
{
    NS_LOG_FUNCTION(this << int(kind));
    if (m_process != 0)
    {
        m_space->Signal(m_process, SIGKILL);
        m_process = 0;
    }
    if (kind == CrashKind::HOST && !m_linkDown)
    {
        Command({"ip", "link", "set", OUTSIDE_INTERFACE, "down"});
        m_linkDown = true;
    }
}

void
RealServer::Restart(StoreFate fate)
{
    NS_LOG_FUNCTION(this << int(fate));
    if (m_process != 0)
    {
        return;
    }
    Relaunch(fate);
    AwaitReady(fate);
}

void
RealServer::RestartNow(StoreFate fate)
{
    Relaunch(fate);
    WaitUntilReady();
}

void
RealServer::Relaunch(StoreFate fate)
{
    if (m_linkDown)
    {
        ConnectHost();
        m_linkDown = false;
    }
    for (const std::string& file : m_program->LeaseFiles())
    {
        const fs::path path = fs::path(m_duties.folder) / file;
        const fs::path snapshot = fs::path(m_duties.folder) / "snapshot" / file;
        std::error_code none;
        if (fate != StoreFate::KEPT)
        {
            fs::remove(path, none);
        }
        if (fate == StoreFate::STALE)
        {
            fs::copy_file(snapshot, path, none);
        }
    }
    Launch();
}

void
RealServer::AwaitReady(StoreFate fate)
{
    if (m_process == 0)
    {
        return; // it was killed once more
    }
    if (!IsReady())
    {
        Simulator::Schedule(MilliSeconds(START_STEP.count()), &RealServer::AwaitReady, this, fate);
        return;
    }
    if (m_paused)
    {
        m_space->Signal(m_process, SIGSTOP);
    }
    m_restarted(fate);
}

void
RealServer::TakeSnapshot()
{
    const fs::path folder = fs::path(m_duties.folder) / "snapshot";
    fs::create_directory(folder);
    for (const std::string& file : m_program->LeaseFiles())
    {
        std::error_code none;
        fs::copy_file(fs::path(m_duties.folder) / file,
                      folder / file,
                      fs::copy_options::overwrite_existing,
                      none);
    }
}

void
RealServer::Pause()
{
    m_paused = true;
    if (m_process != 0)
    {
        m_space->Signal(m_process, SIGSTOP);
    }
}

void
RealServer::Resume()
{
    m_paused = false;
    if (m_process != 0)
    {
        m_space->Signal(m_process, SIGCONT);
    }
}

void
RealServer::SetSlowdown(double)
{
    NS_ABORT_MSG("a real server cannot be slowed down");
}

void
RealServer::SetClockRate(double)
{
    NS_ABORT_MSG("the clock of a real server cannot be set");
}

double
RealServer::GetClockRate() const
{
    return 1;
}

} // namespace ns3::dhcpbackup
