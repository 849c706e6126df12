/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef DHCPBACKUP_PROGRESS_LINE_H
#define DHCPBACKUP_PROGRESS_LINE_H

#include <chrono>
#include <string>

namespace ns3::dhcpbackup
{

/**
 * @brief Shows on standard error how far work has come: a bar with the time left on a terminal, a
 *        line at each tenth elsewhere.
 */
class ProgressLine
{
  public:
    /// @param title what is being done
    explicit ProgressLine(const std::string& title);
    /// Takes the bar away.
    ~ProgressLine();
    ProgressLine(const ProgressLine&) = delete;
    ProgressLine& operator=(const ProgressLine&) = delete;

    /// @param share how much is done, 0 to 1
    void Update(double share);

  private:
    /// @param share how much is done
    /// @return the time left as text
    std::string TimeLeft(double share) const;

    std::string m_title;                            //!< what is being done
    bool m_terminal;                                //!< standard error is one
    int m_told{-1};                                 //!< last step that was shown
    std::chrono::steady_clock::time_point m_began;  //!< when the work began
};

} // namespace ns3::dhcpbackup

#endif // DHCPBACKUP_PROGRESS_LINE_H
