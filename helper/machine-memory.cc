/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "machine-memory.h"

#include "ns3/command-words.h"
#include "ns3/scenario-forecast.h"

#include <algorithm>
#include <cmath>
#include <fstream>
#include <sstream>
#include <thread>

namespace ns3::dhcpbackup
{

namespace
{

constexpr uint64_t UNKNOWN = UINT64_MAX;

/// The number in a file; UNKNOWN if there is none, as in "max".
uint64_t
NumberIn(const std::string& path)
{
    std::ifstream file(path);
    uint64_t number = 0;
    return file >> number ? number : UNKNOWN;
}

/// The number behind a word in a file of such pairs; UNKNOWN if it has none.
uint64_t
NumberBehind(const std::string& path, const std::string& word)
{
    std::ifstream file(path);
    for (std::string line; std::getline(file, line);)
    {
        std::istringstream words(line);
        std::string first;
        uint64_t number = 0;
        if (words >> first >> number && first == word)
        {
            return number;
        }
    }
    return UNKNOWN;
}

/// What one control group leaves; cached files give way.
uint64_t
LeftIn(const std::string& group, bool second)
{
    const uint64_t limit =
        NumberIn(group + (second ? "/memory.max" : "/memory.limit_in_bytes"));
    const uint64_t used =
        NumberIn(group + (second ? "/memory.current" : "/memory.usage_in_bytes"));
    if (limit == UNKNOWN || used == UNKNOWN)
    {
        return UNKNOWN;
    }
    const uint64_t cached =
        NumberBehind(group + "/memory.stat", second ? "inactive_file" : "total_inactive_file");
    const uint64_t held = used - (cached == UNKNOWN ? 0 : std::min(cached, used));
    return limit - std::min(held, limit);
}

/// The least that a control group or one of those around it leaves.
uint64_t
LeftInAll(const std::string& mount, std::string path, bool second)
{
    uint64_t least = LeftIn(mount, second);
    for (; !path.empty(); path.erase(path.rfind('/')))
    {
        least = std::min(least, LeftIn(mount + path, second));
    }
    return least;
}

std::string
Gigabytes(double bytes)
{
    std::ostringstream text;
    text.precision(3);
    text << bytes / 1e9 << " GB";
    return text.str();
}

} // namespace

uint64_t
AvailableMemory(const std::string& root)
{
    const uint64_t kilobytes = NumberBehind(root + "/proc/meminfo", "MemAvailable:");
    uint64_t least = kilobytes == UNKNOWN ? UNKNOWN : kilobytes * 1024;
    const std::string groups = root + "/sys/fs/cgroup";
    // "0::/a/b" for version 2, "4:memory:/a/b" for version 1.
    std::ifstream file(root + "/proc/self/cgroup");
    for (std::string line; std::getline(file, line);)
    {
        const size_t first = line.find(':');
        const size_t second = first == std::string::npos ? first : line.find(':', first + 1);
        if (second == std::string::npos)
        {
            continue;
        }
        const std::string kind = line.substr(first + 1, second - first - 1);
        std::string path = line.substr(second + 1);
        path = path == "/" ? "" : path;
        if (kind.empty())
        {
            least = std::min(least, LeftInAll(groups, path, true));
        }
        else if (("," + kind + ",").find(",memory,") != std::string::npos)
        {
            least = std::min(least, LeftInAll(groups + "/memory", path, false));
        }
    }
    return least;
}

uint32_t
RunsThatFit(const Scenario& scenario, uint64_t available, bool force)
{
    const double needed = MakeForecast(scenario).memoryBytes;
    const double fit = std::floor(double(available) / needed);
    const double processors = std::max(1u, std::thread::hardware_concurrency());
    if (fit < 1 && !force)
    {
        throw UsageError("a run of " + scenario.name + " needs about " + Gigabytes(needed) +
                         " of memory, and " + Gigabytes(double(available)) +
                         " are available; take fewer subscribers, or --force to run it all the "
                         "same");
    }
    return uint32_t(std::clamp(fit, 1.0, processors));
}

} // namespace ns3::dhcpbackup
