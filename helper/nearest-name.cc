/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "nearest-name.h"

#include <algorithm>

namespace ns3::dhcpbackup
{

namespace
{

/// Names longer than this are no typos; it also bounds the work on hostile input.
constexpr size_t MAX_LENGTH = 64;

/// A name without what does not count as a difference.
std::string
Folded(const std::string& name)
{
    std::string folded;
    for (const char c : name)
    {
        if (c >= 'A' && c <= 'Z')
        {
            folded += char(c - 'A' + 'a');
        }
        else if (c != '-' && c != '_')
        {
            folded += c;
        }
    }
    return folded;
}

/// Edits between two texts, where a swap of neighbours is one edit (optimal string alignment).
size_t
EditDistance(const std::string& a, const std::string& b)
{
    std::vector<std::vector<size_t>> d(a.size() + 1, std::vector<size_t>(b.size() + 1));
    for (size_t i = 0; i <= a.size(); ++i)
    {
        for (size_t j = 0; j <= b.size(); ++j)
        {
            if (i == 0 || j == 0)
            {
                d[i][j] = i + j;
                continue;
            }
            const size_t change = a[i - 1] == b[j - 1] ? 0 : 1;
            d[i][j] = std::min({d[i - 1][j] + 1, d[i][j - 1] + 1, d[i - 1][j - 1] + change});
            if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
            {
                d[i][j] = std::min(d[i][j], d[i - 2][j - 2] + 1);
            }
        }
    }
    return d[a.size()][b.size()];
}

} // namespace

std::string
NearestName(const std::string& found, const std::vector<std::string>& names)
{
    if (found.size() > MAX_LENGTH)
    {
        return {};
    }
    const std::string folded = Folded(found);
    // A third of the letters, and never all of them: "at" must not become "for".
    size_t best = (folded.size() + 2) / 3 + 1;
    std::string nearest;
    for (const std::string& name : names)
    {
        const std::string other = Folded(name);
        const size_t distance = EditDistance(folded, other);
        if (distance < best && distance < std::max(folded.size(), other.size()))
        {
            best = distance;
            nearest = name;
        }
    }
    return nearest;
}

std::string
NearestNameHint(const std::string& found, const std::vector<std::string>& names)
{
    const std::string nearest = NearestName(found, names);
    return nearest.empty() ? "" : "; did you mean \"" + nearest + "\"?";
}

} // namespace ns3::dhcpbackup
