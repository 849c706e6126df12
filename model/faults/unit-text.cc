/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "unit-text.h"

#include <charconv>
#include <utility>

namespace ns3::dhcpbackup
{

std::string
DurationText(Duration length)
{
    // Hours are the largest unit: days in a scenario are rare, and "36h" reads better than "1.5d".
    const std::pair<Duration, const char*> units[] = {{HOUR, "h"},
                                                      {MINUTE, "min"},
                                                      {SECOND, "s"},
                                                      {MILLISECOND, "ms"},
                                                      {MICROSECOND, "us"}};
    if (length == 0)
    {
        return "0s";
    }
    for (const auto& [size, name] : units)
    {
        if (length % size == 0)
        {
            return std::to_string(length / size) + name;
        }
    }
    return std::to_string(length) + "ns";
}

std::string
RateText(uint64_t rate)
{
    const std::pair<uint64_t, const char*> units[] = {{1'000'000'000, "Gbps"},
                                                      {1'000'000, "Mbps"},
                                                      {1'000, "kbps"}};
    for (const auto& [size, name] : units)
    {
        if (rate != 0 && rate % size == 0)
        {
            return std::to_string(rate / size) + name;
        }
    }
    return std::to_string(rate) + "bps";
}

std::string
NumberText(double number)
{
    char buffer[32];
    const auto result = std::to_chars(buffer, buffer + sizeof buffer, number);
    return std::string(buffer, result.ptr);
}

} // namespace ns3::dhcpbackup
