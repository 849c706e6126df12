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
    const uint32_t head = Size();
    m_links.resize(head + 1);
    for (uint32_t i = 0; i <= head; ++i)
    {
        m_links[i] = {i == 0 ? head : i - 1, i == head ? 0 : i + 1};
    }
    m_free = head;
}

bool
AddressPool::IsFree(IpAddr address) const
{
    const uint32_t index = IndexOf(address);
    return m_links[index].next != index;
}

IpAddr
AddressPool::Next() const
{
    const uint32_t first = m_links[Size()].next;
    return first == Size() ? 0 : AddressAt(first);
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
    const uint32_t head = Size();
    const uint32_t last = m_links[head].previous;
    m_links[index] = {last, head};
    m_links[last].next = index;
    m_links[head].previous = index;
    ++m_free;
}

} // namespace ns3::dhcpbackup
