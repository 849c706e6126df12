/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "progress-line.h"

#include <algorithm>
#include <cmath>
#include <iostream>
#include <unistd.h>

namespace ns3::dhcpbackup
{

namespace
{

constexpr int BAR_WIDTH = 40;
constexpr int BAR_STEPS = 200;
constexpr int LINE_STEPS = 10;

} // namespace

ProgressLine::ProgressLine(const std::string& title)
    : m_title(title),
      m_terminal(isatty(STDERR_FILENO)),
      m_began(std::chrono::steady_clock::now())
{
}

ProgressLine::~ProgressLine()
{
    if (m_terminal && m_told >= 0)
    {
        std::cerr << "\r\033[K" << std::flush;
    }
}

std::string
ProgressLine::TimeLeft(double share) const
{
    const std::chrono::duration<double> spent = std::chrono::steady_clock::now() - m_began;
    if (share < 0.02 || spent.count() < 0.5)
    {
        return "";
    }
    const int seconds = std::ceil(spent.count() * (1 - share) / share);
    const std::string rest = std::to_string(100 + seconds % 60).substr(1);
    return ", " + std::to_string(seconds / 60) + ":" + rest + " left";
}

void
ProgressLine::Update(double share)
{
    const int step = std::floor(share * (m_terminal ? BAR_STEPS : LINE_STEPS));
    if (step == m_told)
    {
        return;
    }
    m_told = step;
    const std::string percent = std::to_string(int(share * 100)) + " %";
    if (!m_terminal)
    {
        std::cerr << m_title << ": " << percent << TimeLeft(share) << std::endl;
        return;
    }
    const int filled = std::clamp(int(share * BAR_WIDTH), 0, BAR_WIDTH);
    std::cerr << "\r\033[K" << m_title << " [" << std::string(filled, '#')
              << std::string(BAR_WIDTH - filled, '.') << "] " << percent << TimeLeft(share)
              << std::flush;
}

} // namespace ns3::dhcpbackup
