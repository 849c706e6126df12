/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "asked-servers.h"

#include "ns3/live-keeper.h"
#include "ns3/udp-datagram.h"

#include <arpa/inet.h>
#include <cerrno>
#include <chrono>
#include <cstring>
#include <net/ethernet.h>
#include <poll.h>
#include <regex>
#include <sstream>
#include <stdexcept>
#include <sys/socket.h>
#include <thread>
#include <unistd.h>

namespace ns3::dhcpbackup
{

namespace
{

/// Who has not answered by then is silent.
constexpr std::chrono::milliseconds PATIENCE{1000};
constexpr uint16_t DHCP_SERVER_PORT = 67;
/// What the cable carries.
constexpr size_t MAX_DATAGRAM = 1500;
constexpr IpAddr SERVER_MASK = 0xfffff000;

/// An IPv4 packet in a frame for the server's interface.
std::vector<uint8_t>
FrameOf(const DhcpMessage& message)
{
    DhcpBytes payload;
    WriteMessage(message, MAX_DATAGRAM, payload);
    const UdpAddresses addresses{message.giaddr,
                                 AnswerProbe::ServerId(),
                                 DHCP_SERVER_PORT,
                                 DHCP_SERVER_PORT};
    DhcpBytes datagram;
    WriteDatagram(addresses, ByteView(payload.data(), payload.size()), 0, datagram);
    ether_header header = {};
    std::array<uint8_t, 6> to;
    ParseHardware(OUTSIDE_HARDWARE, to);
    std::memcpy(header.ether_dhost, to.data(), to.size());
    header.ether_shost[0] = 0x02;
    header.ether_type = htons(ETHERTYPE_IP);
    std::vector<uint8_t> frame(sizeof header);
    std::memcpy(frame.data(), &header, sizeof header);
    frame.insert(frame.end(), datagram.data(), datagram.data() + datagram.size());
    return frame;
}

/// The server's message in a frame, if it answers a transaction.
std::optional<DhcpMessage>
AnswerIn(const uint8_t* frame, size_t size, uint32_t xid)
{
    UdpAddresses addresses;
    ByteView payload;
    DhcpMessage message;
    if (size > sizeof(ether_header) &&
        ParseDatagram(ByteView(frame + sizeof(ether_header), size - sizeof(ether_header)),
                      addresses,
                      payload) &&
        addresses.source == AnswerProbe::ServerId() &&
        ParseMessage(payload, message) == ParseError::NONE && message.op == BOOTREPLY &&
        message.xid == xid)
    {
        return message;
    }
    return std::nullopt;
}

} // namespace

AskedRealServer::AskedRealServer(const ServerProgram& program,
                                 bool authoritative,
                                 Duration leaseTime)
    : m_program(program),
      m_server(CreateObject<RealServer>()),
      m_socket(m_space.TakePacketSocket())
{
    ServerDuties duties;
    duties.address = AnswerProbe::ServerId();
    duties.mask = SERVER_MASK;
    duties.authoritative = authoritative;
    duties.subnets = AnswerProbe::Subnets(leaseTime);
    m_server->Start(m_space, program, duties);
}

AskedRealServer::~AskedRealServer()
{
    close(m_socket);
}

std::string
AskedRealServer::Version()
{
    const std::string text = m_space.Do({m_program.Name(), m_program.VersionOption()}).output;
    std::smatch version;
    return std::regex_search(text, version, std::regex("[0-9]+\\.[0-9.]+[-A-Z0-9]*"))
               ? version.str()
               : "of unknown version";
}

std::optional<DhcpMessage>
AskedRealServer::Ask(const DhcpMessage& message)
{
    const std::vector<uint8_t> question = FrameOf(message);
    if (send(m_socket, question.data(), question.size(), 0) != ssize_t(question.size()))
    {
        throw std::runtime_error(std::string("cannot send: ") + std::strerror(errno));
    }
    const auto deadline = std::chrono::steady_clock::now() + PATIENCE;
    while (true)
    {
        const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(
            deadline - std::chrono::steady_clock::now());
        pollfd waiting{m_socket, POLLIN, 0};
        if (left.count() <= 0 || poll(&waiting, 1, int(left.count())) <= 0)
        {
            return std::nullopt;
        }
        uint8_t frame[2048];
        const ssize_t size = recv(m_socket, frame, sizeof frame, MSG_DONTWAIT);
        if (size <= 0)
        {
            continue;
        }
        if (const auto answer = AnswerIn(frame, size_t(size), message.xid))
        {
            return answer;
        }
    }
}

void
AskedRealServer::Wait(Duration time)
{
    std::this_thread::sleep_for(std::chrono::nanoseconds(time));
}

void
AskedRealServer::Kill()
{
    m_server->Crash(CrashKind::PROCESS);
}

void
AskedRealServer::Restart(bool keep)
{
    m_server->RestartNow(keep ? StoreFate::KEPT : StoreFate::LOST);
}

AskedMachine::AskedMachine(ServerKind kind, bool authoritative, Duration leaseTime)
    : m_leaseTime(leaseTime)
{
    m_config.serverId = AnswerProbe::ServerId();
    m_config.kind = kind;
    m_config.authoritative = authoritative;
    m_config.cacheThreshold = 0; // as real ones are configured here
    Make();
}

void
AskedMachine::Make()
{
    m_machine = std::make_unique<ServerMachine>(m_config);
    for (const SubnetConfig& subnet : AnswerProbe::Subnets(m_leaseTime))
    {
        m_machine->AddSubnet(subnet);
    }
}

std::optional<DhcpMessage>
AskedMachine::Ask(const DhcpMessage& message)
{
    m_reply.reset();
    m_machine->Receive(message, {message.giaddr, m_config.serverId}, m_now, *this);
    return m_reply;
}

void
AskedMachine::Wait(Duration time)
{
    m_now += time;
    if (m_machine)
    {
        m_machine->Expire(m_now, *this);
    }
}

void
AskedMachine::Kill()
{
    std::ostringstream file;
    m_machine->Save(file, m_now);
    m_file = file.str();
    m_killed = m_now;
    m_machine = nullptr;
}

void
AskedMachine::Restart(bool keep)
{
    Make();
    if (keep)
    {
        std::istringstream file(m_file);
        m_machine->Load(file, m_killed); // the file has what is left of each lease
        m_machine->Expire(m_now, *this);
    }
}

void
AskedMachine::Reply(const DhcpMessage& reply, const ReplyPath&, size_t)
{
    m_reply = reply;
}

void
AskedMachine::BindingChanged(BindingEvent, IpAddr, const Binding&)
{
}

} // namespace ns3::dhcpbackup
