/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "address-pool.h"

#include "ns3/assert.h"

namespace ns3::dhcpbackup
{

AddressPool::AddressPool(IpAddr first, IpAddr last)
    : m_first(first),
      m_last(last)
{
    NS_ASSERT_MSG(first <= last && last - first < (1U << 24),
                  "bad pool " << ToString(first) << " - " << ToString(last));
    Reset();
}

void
AddressPool::Reset()
{
    m_links.resize(Size() + 1 + m_parts.size());
    for (uint32_t i = 0; i < m_links.size(); ++i)
    {
        m_links[i] = {i, i};
    }
    m_free = 0;
    for (uint32_t i = 0; i < Size(); ++i)
    {
        Return(AddressAt(i));
    }
}

uint32_t
AddressPool::AddPart(IpAddr first, IpAddr last)
{
    NS_ASSERT_MSG(Contains(first) && Contains(last) && first <= last,
                  "bad part " << ToString(first) << " - " << ToString(last));
    m_parts.push_back({first, last});
    Reset();
    return m_parts.size();
}

uint32_t
AddressPool::PartOf(IpAddr address) const
{
    for (uint32_t i = 0; i < m_parts.size(); ++i)
    {
        if (address >= m_parts[i].first && address <= m_parts[i].last)
        {
            return i + 1;
        }
    }
    return 0;
}

bool
AddressPool::IsFree(IpAddr address) const
{
    const uint32_t index = IndexOf(address);
    return m_links[index].next != index;
}

IpAddr
AddressPool::Next(uint32_t part) const
{
    const uint32_t first = m_links[Size() + part].next;
    return first >= Size() ? 0 : AddressAt(first);
}

void
AddressPool::Take(IpAddr address)
{
    if (!IsFree(address))
    {
        return;
    }
    const uint32_t index = IndexOf(address);
    const Link link = m_links[index];
    m_links[link.previous].next = link.next;
    m_links[link.next].previous = link.previous;
    m_links[index] = {index, index};
    --m_free;
}

void
AddressPool::Return(IpAddr address)
{
    if (IsFree(address))
    {
        return;
    }
    const uint32_t index = IndexOf(address);
    const uint32_t head = Size() + PartOf(address);
    const uint32_t last = m_links[head].previous;
    m_links[index] = {last, head};
    m_links[last].next = index;
    m_links[head].previous = index;
    ++m_free;
}

} // namespace ns3::dhcpbackup
