/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "child-runs.h"

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <cstdio>
#include <cstring>
#include <poll.h>
#include <stdexcept>
#include <sys/wait.h>
#include <thread>
#include <unistd.h>

namespace ns3::dhcpbackup
{

namespace
{

/// Stands for a new line in a reason, which is one line on its way.
constexpr char LINE_BREAK = '\r';

/// Set by SIGINT and SIGTERM.
volatile sig_atomic_t g_interrupted = 0;

void
OnSignal(int)
{
    g_interrupted = 1;
}

/// Listens to SIGINT and SIGTERM while it lives.
class SignalGuard
{
  public:
    SignalGuard()
    {
        g_interrupted = 0;
        struct sigaction action = {};
        action.sa_handler = OnSignal;
        sigaction(SIGINT, &action, &m_oldInt);
        sigaction(SIGTERM, &action, &m_oldTerm);
    }

    ~SignalGuard()
    {
        Restore();
    }

    /// Back to how it was.
    void Restore()
    {
        sigaction(SIGINT, &m_oldInt, nullptr);
        sigaction(SIGTERM, &m_oldTerm, nullptr);
    }

  private:
    struct sigaction m_oldInt;  //!< before
    struct sigaction m_oldTerm; //!< before
};

/// A job that runs.
struct Child
{
    size_t job{0};     //!< its index
    pid_t pid{0};      //!< its process
    int pipe{-1};      //!< what it says: "p SHARE" or "e REASON" lines
    std::string text;  //!< not yet a whole line
    std::string error; //!< its reason
};

void
Say(int pipe, const std::string& line)
{
    const std::string text = line + "\n";
    const ssize_t written = write(pipe, text.data(), text.size());
    if (written != ssize_t(text.size()))
    {
        _exit(1);
    }
}

/// The children of one call; none outlives it.
class Children
{
  public:
    ~Children()
    {
        for (const Child& child : m_children)
        {
            kill(child.pid, SIGKILL);
            waitpid(child.pid, nullptr, 0);
            close(child.pipe);
        }
    }

    /// Start a job.
    void Start(size_t job, const ChildJobs& jobs, SignalGuard& guard)
    {
        int ends[2];
        if (pipe(ends) != 0)
        {
            throw std::runtime_error(std::string("cannot make a pipe: ") + std::strerror(errno));
        }
        std::fflush(nullptr);
        const pid_t pid = fork();
        if (pid < 0)
        {
            throw std::runtime_error(std::string("cannot start a process: ") +
                                     std::strerror(errno));
        }
        if (pid == 0)
        {
            guard.Restore();
            close(ends[0]);
            Work(job, jobs, ends[1]);
        }
        close(ends[1]);
        m_children.push_back({job, pid, ends[0], {}, {}});
    }

    /// Wait for news, at most some 100 ms.
    void Listen(const ChildJobs& jobs, std::vector<double>& shares)
    {
        std::vector<pollfd> polls;
        for (const Child& child : m_children)
        {
            polls.push_back({child.pipe, POLLIN, 0});
        }
        if (poll(polls.data(), polls.size(), 100) <= 0)
        {
            return;
        }
        for (size_t i = polls.size(); i > 0; --i)
        {
            if (polls[i - 1].revents != 0 && !Read(m_children[i - 1], shares))
            {
                const Child child = Reap(i - 1);
                shares[child.job] = 1;
                jobs.ended(child.job, child.error);
            }
        }
    }

    /// How many run.
    size_t Running() const
    {
        return m_children.size();
    }

  private:
    [[noreturn]] static void Work(size_t job, const ChildJobs& jobs, int pipe)
    {
        try
        {
            jobs.work(job, [pipe](double share) { Say(pipe, "p " + std::to_string(share)); });
        }
        catch (const std::exception& e)
        {
            std::string reason = e.what();
            std::replace(reason.begin(), reason.end(), '\n', LINE_BREAK);
            Say(pipe, "e " + reason);
            _exit(1);
        }
        // Neither destructors nor exit handlers of the parent's objects may run here.
        std::fflush(nullptr);
        _exit(0);
    }

    /// Read what a child says; false at its end.
    static bool Read(Child& child, std::vector<double>& shares)
    {
        char buffer[4096];
        const ssize_t size = read(child.pipe, buffer, sizeof buffer);
        if (size <= 0)
        {
            return false;
        }
        child.text.append(buffer, size);
        size_t end = 0;
        while ((end = child.text.find('\n')) != std::string::npos)
        {
            const std::string line = child.text.substr(0, end);
            child.text.erase(0, end + 1);
            if (line.compare(0, 2, "p ") == 0)
            {
                shares[child.job] = std::strtod(line.c_str() + 2, nullptr);
            }
            else if (line.compare(0, 2, "e ") == 0)
            {
                child.error = line.substr(2);
                std::replace(child.error.begin(), child.error.end(), LINE_BREAK, '\n');
            }
        }
        return true;
    }

    /// Take leave of a child that has ended; its error is empty if it did its job.
    Child Reap(size_t index)
    {
        Child child = m_children[index];
        m_children.erase(m_children.begin() + index);
        int status = 0;
        waitpid(child.pid, &status, 0);
        close(child.pipe);
        if (status != 0 && child.error.empty())
        {
            child.error = WIFSIGNALED(status)
                              ? std::string("killed by ") + strsignal(WTERMSIG(status))
                              : "exit code " + std::to_string(WEXITSTATUS(status));
        }
        return child;
    }

    std::vector<Child> m_children; //!< that run
};

} // namespace

void
RunInChildren(const ChildJobs& jobs)
{
    SignalGuard guard;
    Children children;
    std::vector<double> shares(jobs.count, 0);
    const size_t atOnce =
        jobs.atOnce != 0 ? jobs.atOnce : std::max(1u, std::thread::hardware_concurrency());
    size_t next = 0;
    while (next < jobs.count || children.Running() > 0)
    {
        for (; next < jobs.count && children.Running() < atOnce; ++next)
        {
            if (!jobs.wanted || jobs.wanted(next))
            {
                children.Start(next, jobs, guard);
            }
            else
            {
                shares[next] = 1;
            }
        }
        if (children.Running() > 0)
        {
            children.Listen(jobs, shares);
        }
        if (g_interrupted)
        {
            throw StudyInterrupted();
        }
        jobs.progress(shares);
    }
}

} // namespace ns3::dhcpbackup
