/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "live-namespace.h"

#include "ns3/live-keeper.h"

#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <fcntl.h>
#include <filesystem>
#include <stdexcept>
#include <sys/file.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>
#include <utility>

namespace ns3::dhcpbackup
{

namespace
{

namespace fs = std::filesystem;

/// How the folders of live runs begin.
constexpr char FOLDER_NAME[] = "dhcp-backup-live-";
/// What the keeper puts before an error.
constexpr char FAILED[] = "failed: ";
/// And before an answer.
constexpr char OK[] = "ok ";

/// Whether a folder is ours and no keeper holds it.
bool
IsLeftBehind(const fs::path& folder)
{
    struct stat status;
    if (folder.filename().string().rfind(FOLDER_NAME, 0) != 0 ||
        lstat(folder.c_str(), &status) != 0 || !S_ISDIR(status.st_mode) ||
        status.st_uid != getuid())
    {
        return false;
    }
    const int lock = open((folder / "lock").c_str(), O_RDWR | O_CLOEXEC);
    if (lock < 0)
    {
        return false; // just made, or half removed
    }
    const bool alone = flock(lock, LOCK_EX | LOCK_NB) == 0;
    close(lock);
    return alone;
}

/// Remove the folders of runs whose keeper was killed too.
void
RemoveLeftovers()
{
    std::error_code ignored;
    for (const auto& entry : fs::directory_iterator(fs::temp_directory_path(), ignored))
    {
        if (IsLeftBehind(entry.path()))
        {
            fs::remove_all(entry.path(), ignored);
        }
    }
}

} // namespace

LiveNamespace::LiveNamespace()
{
    RemoveLeftovers();
    m_folder = (fs::temp_directory_path() / (std::string(FOLDER_NAME) + "XXXXXX")).string();
    if (!mkdtemp(m_folder.data()))
    {
        throw std::runtime_error("cannot make " + m_folder + ": " + std::strerror(errno));
    }
    int ends[2];
    std::fflush(nullptr);
    if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends) != 0 ||
        (m_keeper = fork()) < 0)
    {
        throw std::runtime_error(std::string("cannot start a process: ") + std::strerror(errno));
    }
    if (m_keeper == 0)
    {
        KeepNamespace(ends[1], m_folder);
    }
    close(ends[1]);
    m_socket = ends[0];
    const std::string news = Hear();
    if (news != "ready")
    {
        close(m_socket);
        waitpid(m_keeper, nullptr, 0);
        throw std::runtime_error(news.substr(std::min(news.size(), sizeof FAILED - 1)));
    }
}

LiveNamespace::~LiveNamespace()
{
    if (m_packetSocket >= 0)
    {
        close(m_packetSocket);
    }
    close(m_socket);
    waitpid(m_keeper, nullptr, 0);
}

int
LiveNamespace::TakePacketSocket()
{
    return std::exchange(m_packetSocket, -1);
}

std::string
LiveNamespace::Hear()
{
    std::string text(KEEPER_MESSAGE, '\0');
    iovec part = {text.data(), text.size()};
    alignas(cmsghdr) char control[CMSG_SPACE(sizeof(int))];
    msghdr message = {};
    message.msg_iov = &part;
    message.msg_iovlen = 1;
    message.msg_control = control;
    message.msg_controllen = sizeof control;
    ssize_t size = 0;
    while ((size = recvmsg(m_socket, &message, MSG_CMSG_CLOEXEC)) < 0 && errno == EINTR)
    {
    }
    const cmsghdr* const header = CMSG_FIRSTHDR(&message);
    if (size > 0 && header && header->cmsg_type == SCM_RIGHTS)
    {
        std::memcpy(&m_packetSocket, CMSG_DATA(header), sizeof(int));
    }
    text.resize(std::max<ssize_t>(size, 0));
    return text;
}

std::string
LiveNamespace::Ask(const std::vector<std::string>& request)
{
    const std::string message = JoinWords(request);
    if (send(m_socket, message.data(), message.size(), MSG_NOSIGNAL) != ssize_t(message.size()))
    {
        throw std::runtime_error(std::string("the keeper of the live run is gone: ") +
                                 std::strerror(errno));
    }
    const std::string answer = Hear();
    if (answer.rfind(OK, 0) != 0)
    {
        throw std::runtime_error(answer.rfind(FAILED, 0) == 0
                                     ? answer.substr(sizeof FAILED - 1)
                                     : "the keeper of the live run is gone");
    }
    return answer.substr(sizeof OK - 1);
}

ProgramResult
LiveNamespace::Do(const std::vector<std::string>& words)
{
    std::vector<std::string> request{"do"};
    request.insert(request.end(), words.begin(), words.end());
    const std::string answer = Ask(request);
    const size_t space = answer.find(' ');
    return {std::atoi(answer.c_str()), answer.substr(std::min(answer.size(), space + 1))};
}

pid_t
LiveNamespace::Start(const std::string& log, const std::vector<std::string>& words)
{
    std::vector<std::string> request{"start", log};
    request.insert(request.end(), words.begin(), words.end());
    return std::stoi(Ask(request));
}

void
LiveNamespace::Signal(pid_t program, int signal)
{
    Ask({"signal", std::to_string(program), std::to_string(signal)});
}

std::string
LiveNamespace::Ended(pid_t program)
{
    return Ask({"ended", std::to_string(program)});
}

} // namespace ns3::dhcpbackup
