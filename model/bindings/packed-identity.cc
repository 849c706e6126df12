/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "packed-identity.h"

#include <algorithm>
#include <cstring>

namespace ns3::dhcpbackup
{

PackedIdentity::PackedIdentity(const ClientIdentity& identity)
    : m_htype(identity.htype),
      m_hlen(identity.hlen)
{
    // Bytes of chaddr beyond hlen count when identities are compared, so they must not be lost.
    const bool clean = std::all_of(identity.chaddr.begin() + identity.hlen,
                                   identity.chaddr.end(),
                                   [](uint8_t byte) { return byte == 0; });
    if (!clean || identity.hlen + identity.clientId.size() > ROOM)
    {
        m_idLength = ON_HEAP;
        const ClientIdentity* const copy = new ClientIdentity(identity);
        std::memcpy(m_bytes.data(), &copy, sizeof(copy));
        return;
    }
    m_idLength = identity.clientId.size();
    std::copy_n(identity.chaddr.begin(), m_hlen, m_bytes.begin());
    std::copy(identity.clientId.begin(), identity.clientId.end(), m_bytes.begin() + m_hlen);
}

PackedIdentity::PackedIdentity(const PackedIdentity& other)
    : PackedIdentity(other.Unpack())
{
}

PackedIdentity&
PackedIdentity::operator=(const PackedIdentity& other)
{
    if (this != &other)
    {
        const ClientIdentity identity = other.Unpack();
        Free();
        new (this) PackedIdentity(identity);
    }
    return *this;
}

PackedIdentity::~PackedIdentity()
{
    Free();
}

void
PackedIdentity::Free()
{
    if (m_idLength == ON_HEAP)
    {
        delete Heap();
    }
}

ClientIdentity*
PackedIdentity::Heap() const
{
    ClientIdentity* pointer = nullptr;
    std::memcpy(&pointer, m_bytes.data(), sizeof(pointer));
    return pointer;
}

ClientIdentity
PackedIdentity::Unpack() const
{
    if (m_idLength == ON_HEAP)
    {
        return *Heap();
    }
    ClientIdentity identity;
    identity.htype = m_htype;
    identity.hlen = m_hlen;
    std::copy_n(m_bytes.begin(), m_hlen, identity.chaddr.begin());
    identity.clientId.assign(m_bytes.begin() + m_hlen, m_bytes.begin() + m_hlen + m_idLength);
    return identity;
}

} // namespace ns3::dhcpbackup
