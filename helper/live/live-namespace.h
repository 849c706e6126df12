/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef DHCPBACKUP_LIVE_NAMESPACE_H
#define DHCPBACKUP_LIVE_NAMESPACE_H

#include <string>
#include <sys/types.h>
#include <vector>

namespace ns3::dhcpbackup
{

/// What a program did that was run to its end.
struct ProgramResult
{
    int code;           //!< exit code
    std::string output; //!< what it wrote
};

/**
 * @ingroup dhcp-backup
 * @brief A network namespace with a cable to the simulation, a folder for all that is temporary,
 *        and the real programs that run there.
 *
 * A process of its own keeps all this. It sees when this process ends, be it by a crash or by
 * SIGKILL, and then cleans up.
 */
class LiveNamespace
{
  public:
    /**
     * @brief Make it, and remove what runs before left behind whose keeper was killed.
     * @throw std::runtime_error with the reason if it cannot be made
     */
    LiveNamespace();

    /// Kill what runs there, and wait until nothing is left.
    ~LiveNamespace();
    LiveNamespace(const LiveNamespace&) = delete;
    LiveNamespace& operator=(const LiveNamespace&) = delete;

    /// @return a packet socket at the simulation's end of the cable, which the caller closes; once
    int TakePacketSocket();

    /// @return the folder, without a slash at the end
    const std::string& Folder() const
    {
        return m_folder;
    }

    /**
     * @brief Run a program there to its end.
     * @param words its name and arguments
     * @return what came of it
     * @throw std::runtime_error if it cannot be run
     */
    ProgramResult Do(const std::vector<std::string>& words);

    /**
     * @brief Start a program there.
     * @param log file to which it writes what it says
     * @param words its name and arguments
     * @return its number
     * @throw std::runtime_error if it cannot be started
     */
    pid_t Start(const std::string& log, const std::vector<std::string>& words);

    /**
     * @brief Pass on a signal; nothing happens if the program has ended.
     * @param program its number
     * @param signal the signal; after SIGKILL it has ended when this returns
     */
    void Signal(pid_t program, int signal);

    /**
     * @param program its number
     * @return how it ended, empty while it runs
     */
    std::string Ended(pid_t program);

  private:
    /// Ask the keeper.
    std::string Ask(const std::vector<std::string>& request);
    /// The keeper's next message; keeps the descriptor that comes with it.
    std::string Hear();

    std::string m_folder;   //!< for all that is temporary
    int m_socket{-1};       //!< to the keeper
    int m_packetSocket{-1}; //!< to take
    pid_t m_keeper{0};      //!< its process
};

} // namespace ns3::dhcpbackup

#endif // DHCPBACKUP_LIVE_NAMESPACE_H
