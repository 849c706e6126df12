/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "live-keeper.h"

#include <arpa/inet.h>
#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <cstring>
#include <fcntl.h>
#include <filesystem>
#include <fstream>
#include <linux/ethtool.h>
#include <linux/if_ether.h>
#include <linux/if_packet.h>
#include <linux/sockios.h>
#include <map>
#include <net/if.h>
#include <sched.h>
#include <stdexcept>
#include <sys/file.h>
#include <sys/ioctl.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

namespace ns3::dhcpbackup
{

namespace
{

using Words = std::vector<std::string>;

/// The simulation's end of the cable, in a namespace without addresses that stays mute.
constexpr char INSIDE_INTERFACE[] = "sim0";
/// Frames that wait for a simulation that lags.
constexpr int RECEIVE_BUFFER = 16 << 20;

[[noreturn]] void
Fail(const std::string& what)
{
    throw std::runtime_error(what + ": " + std::strerror(errno));
}

/// A child that is to be another program: its output goes to a descriptor.
[[noreturn]] void
BecomeProgram(const Words& words, int output)
{
    prctl(PR_SET_PDEATHSIG, SIGKILL); // it must not outlive the keeper
    for (const int signal : {SIGINT, SIGTERM, SIGHUP, SIGPIPE})
    {
        std::signal(signal, SIG_DFL);
    }
    dup2(output, STDOUT_FILENO);
    dup2(output, STDERR_FILENO);
    std::vector<char*> arguments;
    for (const std::string& word : words)
    {
        arguments.push_back(const_cast<char*>(word.c_str()));
    }
    arguments.push_back(nullptr);
    execvp(arguments[0], arguments.data());
    const std::string error = words[0] + ": " + std::strerror(errno) + "\n";
    const ssize_t ignored = write(STDERR_FILENO, error.data(), error.size());
    _exit(ignored < 0 ? 126 : 127);
}

/// How a process ended.
std::string
EndText(int status)
{
    return WIFSIGNALED(status) ? std::string("killed by ") + strsignal(WTERMSIG(status))
                               : "exit code " + std::to_string(WEXITSTATUS(status));
}

/// Run a program to its end.
std::string
Do(const Words& words)
{
    int ends[2];
    if (pipe2(ends, O_CLOEXEC) != 0)
    {
        Fail("cannot make a pipe");
    }
    const pid_t pid = fork();
    if (pid == 0)
    {
        BecomeProgram(words, ends[1]);
    }
    close(ends[1]);
    std::string output;
    char buffer[4096];
    ssize_t size = 0;
    while ((size = read(ends[0], buffer, sizeof buffer)) > 0)
    {
        output.append(buffer, size);
    }
    close(ends[0]);
    int status = 0;
    waitpid(pid, &status, 0);
    output.resize(std::min(output.size(), KEEPER_MESSAGE / 2));
    return std::to_string(WIFEXITED(status) ? WEXITSTATUS(status) : 128) + " " + output;
}

/// Run a program that must succeed.
void
Must(const Words& words)
{
    const std::string result = Do(words);
    if (result.compare(0, 2, "0 ") != 0)
    {
        std::string line;
        for (const std::string& word : words)
        {
            line += word + " ";
        }
        throw std::runtime_error(line + "failed: " + result);
    }
}

/// Say in a file of /proc who is who in a new user namespace.
void
WriteMap(const char* file, const std::string& text)
{
    std::ofstream map(file);
    map << text;
}

/// Enter a new network namespace, as root of a user namespace of its own if need be.
void
EnterNamespace()
{
    const uid_t user = getuid();
    const gid_t group = getgid();
    if (unshare(CLONE_NEWNET) == 0)
    {
        return;
    }
    if (unshare(CLONE_NEWUSER | CLONE_NEWNET) != 0)
    {
        Fail("cannot make a network namespace, which needs root or user namespaces "
             "(sysctl kernel.unprivileged_userns_clone=1)");
    }
    WriteMap("/proc/self/setgroups", "deny");
    WriteMap("/proc/self/uid_map", "0 " + std::to_string(user) + " 1");
    WriteMap("/proc/self/gid_map", "0 " + std::to_string(group) + " 1");
}

/// A packet socket that hears everything at the simulation's end.
int
OpenPacketSocket()
{
    const int socket = ::socket(AF_PACKET, SOCK_RAW | SOCK_CLOEXEC, htons(ETH_P_ALL));
    if (socket < 0)
    {
        Fail("cannot open a packet socket");
    }
    sockaddr_ll address = {};
    address.sll_family = AF_PACKET;
    address.sll_protocol = htons(ETH_P_ALL);
    address.sll_ifindex = int(if_nametoindex(INSIDE_INTERFACE));
    packet_mreq all = {};
    all.mr_ifindex = address.sll_ifindex;
    all.mr_type = PACKET_MR_PROMISC;
    if (bind(socket, reinterpret_cast<sockaddr*>(&address), sizeof address) != 0 ||
        setsockopt(socket, SOL_PACKET, PACKET_ADD_MEMBERSHIP, &all, sizeof all) != 0)
    {
        Fail("cannot listen at the cable");
    }
    // Without the right to force it the buffer is as large as the system allows.
    if (setsockopt(socket, SOL_SOCKET, SO_RCVBUFFORCE, &RECEIVE_BUFFER, sizeof(int)) != 0)
    {
        setsockopt(socket, SOL_SOCKET, SO_RCVBUF, &RECEIVE_BUFFER, sizeof(int));
    }
    return socket;
}

/// Checksums must be in the packets: on a virtual cable nobody else puts them there.
void
FillChecksums()
{
    const int socket = ::socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    ethtool_value off = {};
    off.cmd = ETHTOOL_STXCSUM;
    ifreq request = {};
    std::strncpy(request.ifr_name, OUTSIDE_INTERFACE, IFNAMSIZ - 1);
    request.ifr_data = reinterpret_cast<char*>(&off);
    const int result = ioctl(socket, SIOCETHTOOL, &request);
    close(socket);
    if (result != 0)
    {
        Fail("cannot switch checksum offload off");
    }
}

/// Lay a cable between two new namespaces; stay in that of real programs.
int
LayCable()
{
    EnterNamespace();
    const int inside = open("/proc/self/ns/net", O_RDONLY | O_CLOEXEC);
    if (unshare(CLONE_NEWNET) != 0)
    {
        Fail("cannot make a second network namespace");
    }
    const int outside = open("/proc/self/ns/net", O_RDONLY | O_CLOEXEC);
    if (setns(inside, CLONE_NEWNET) != 0)
    {
        Fail("cannot go back to a network namespace");
    }
    const std::string name =
        "/proc/" + std::to_string(getpid()) + "/fd/" + std::to_string(outside);
    Must({"ip", "link", "add", INSIDE_INTERFACE, "type", "veth", "peer", "name", OUTSIDE_INTERFACE,
          "address", OUTSIDE_HARDWARE, "netns", name});
    Must({"ip", "link", "set", INSIDE_INTERFACE, "arp", "off", "up"});
    const int socket = OpenPacketSocket();
    if (setns(outside, CLONE_NEWNET) != 0)
    {
        Fail("cannot enter a network namespace");
    }
    close(inside); // the socket keeps it alive
    close(outside);
    Must({"ip", "link", "set", "lo", "up"});
    FillChecksums();
    return socket;
}

/// Send a message, with a descriptor if there is one.
void
Say(int socket, const std::string& text, int descriptor = -1)
{
    iovec part = {const_cast<char*>(text.data()), text.size()};
    msghdr message = {};
    message.msg_iov = &part;
    message.msg_iovlen = 1;
    alignas(cmsghdr) char control[CMSG_SPACE(sizeof(int))] = {};
    if (descriptor >= 0)
    {
        message.msg_control = control;
        message.msg_controllen = sizeof control;
        cmsghdr* const header = CMSG_FIRSTHDR(&message);
        header->cmsg_level = SOL_SOCKET;
        header->cmsg_type = SCM_RIGHTS;
        header->cmsg_len = CMSG_LEN(sizeof(int));
        std::memcpy(CMSG_DATA(header), &descriptor, sizeof(int));
    }
    sendmsg(socket, &message, MSG_NOSIGNAL); // who does not hear it has ended, which is seen next
}

/// The programs that the keeper has started.
class Programs
{
  public:
    ~Programs()
    {
        for (const auto& [pid, end] : m_ends)
        {
            if (end.empty())
            {
                kill(pid, SIGKILL);
                waitpid(pid, nullptr, 0);
            }
        }
    }

    /// Do what a request asks for.
    std::string Answer(const Words& words)
    {
        const std::string& verb = words.at(0);
        if (verb == "do")
        {
            return Do({words.begin() + 1, words.end()});
        }
        if (verb == "start")
        {
            return std::to_string(Start(words.at(1), {words.begin() + 2, words.end()}));
        }
        const pid_t pid = std::stoi(words.at(1));
        if (verb == "signal")
        {
            Signal(pid, std::stoi(words.at(2)));
            return "";
        }
        return Ended(pid, WNOHANG);
    }

  private:
    pid_t Start(const std::string& log, const Words& words)
    {
        const int output = open(log.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
        if (output < 0)
        {
            Fail("cannot write " + log);
        }
        const pid_t pid = fork();
        if (pid == 0)
        {
            BecomeProgram(words, output);
        }
        close(output);
        if (pid < 0)
        {
            Fail("cannot start a process");
        }
        m_ends[pid] = "";
        return pid;
    }

    void Signal(pid_t pid, int signal)
    {
        if (Ended(pid, WNOHANG).empty())
        {
            kill(pid, signal);
        }
        if (signal == SIGKILL)
        {
            Ended(pid, 0);
        }
    }

    /// How one of them ended; its number is not used again before this has been asked.
    const std::string& Ended(pid_t pid, int options)
    {
        std::string& end = m_ends.at(pid);
        int status = 0;
        if (end.empty() && waitpid(pid, &status, options) == pid)
        {
            end = EndText(status);
        }
        return end;
    }

    std::map<pid_t, std::string> m_ends; //!< how each has ended, empty while it runs
};

/// The words of a request.
Words
SplitWords(const std::string& message)
{
    Words words;
    size_t begin = 0;
    size_t end = 0;
    while ((end = message.find('\0', begin)) != std::string::npos)
    {
        words.push_back(message.substr(begin, end - begin));
        begin = end + 1;
    }
    return words;
}

/// Let go of all that belongs to the run; signals from the terminal are for the run alone.
void
Detach(int socket)
{
    setsid();
    for (const int signal : {SIGINT, SIGTERM, SIGHUP, SIGPIPE})
    {
        std::signal(signal, SIG_IGN);
    }
    const char* const path = std::getenv("PATH");
    setenv("PATH", (std::string(path ? path : "/bin") + ":" + SERVER_FOLDERS).c_str(), 1);
    const int null = open("/dev/null", O_RDWR);
    for (const int standard : {STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO})
    {
        dup2(null, standard);
    }
    const int limit = int(sysconf(_SC_OPEN_MAX));
    for (int descriptor = STDERR_FILENO + 1; descriptor < std::min(limit, 1024); ++descriptor)
    {
        if (descriptor != socket)
        {
            close(descriptor);
        }
    }
}

/// Answer requests until the run is over.
void
Serve(int socket, const std::string& folder)
{
    // Whoever finds the folder without this lock may remove it.
    const int lock = open((folder + "/lock").c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    flock(lock, LOCK_EX);
    Programs programs;
    int cable = -1;
    try
    {
        cable = LayCable();
    }
    catch (const std::exception& error)
    {
        Say(socket, std::string("failed: ") + error.what());
        return;
    }
    Say(socket, "ready", cable);
    close(cable);
    std::string request(KEEPER_MESSAGE, '\0');
    ssize_t size = 0;
    while ((size = recv(socket, request.data(), request.size(), 0)) > 0)
    {
        std::string answer;
        try
        {
            answer = "ok " + programs.Answer(SplitWords(request.substr(0, size)));
        }
        catch (const std::exception& error)
        {
            answer = std::string("failed: ") + error.what();
        }
        Say(socket, answer);
    }
}

} // namespace

void
KeepNamespace(int socket, const std::string& folder)
{
    Detach(socket);
    Serve(socket, folder);
    std::error_code ignored;
    std::filesystem::remove_all(folder, ignored);
    _exit(0);
}

std::string
JoinWords(const std::vector<std::string>& words)
{
    std::string message;
    for (const std::string& word : words)
    {
        message += word + '\0';
    }
    return message;
}

} // namespace ns3::dhcpbackup
