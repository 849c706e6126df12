/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "packed-identity.h"

#include "ns3/client-id.h"

#include <algorithm>
#include <utility>

namespace ns3::dhcpbackup
{

namespace
{

constexpr uint8_t ETHERNET = 1;

/// A hardware address and what the client identifier is made of.
uint64_t
WordOf(const std::array<uint8_t, 16>& chaddr, ClientIdKind form)
{
    uint64_t word = 0;
    for (size_t i = 0; i < 6; ++i)
    {
        word = word << 8 | chaddr[i];
    }
    return word << 16 | uint64_t(form) << 1 | 1;
}

ClientIdentity
IdentityOf(uint64_t word)
{
    uint8_t bytes[6];
    for (size_t i = 0; i < 6; ++i)
    {
        bytes[i] = word >> (56 - 8 * i);
    }
    Mac48Address address;
    address.CopyFrom(bytes);
    ClientIdentity identity;
    identity.htype = ETHERNET;
    identity.hlen = 6;
    std::copy(std::begin(bytes), std::end(bytes), identity.chaddr.begin());
    identity.clientId = MakeClientId(ClientIdKind(word >> 1 & 3), address);
    return identity;
}

/// The word of an identity that has a short form, else 0.
uint64_t
ShortFormOf(const ClientIdentity& identity)
{
    constexpr size_t hardwareIdLength = 7;
    const ClientIdKind form = identity.clientId.empty() ? CLIENT_ID_NONE
                              : identity.clientId.size() == hardwareIdLength
                                  ? CLIENT_ID_HARDWARE
                                  : CLIENT_ID_DUID;
    const uint64_t word = WordOf(identity.chaddr, form);
    return IdentityOf(word) == identity ? word : 0;
}

} // namespace

PackedIdentity::PackedIdentity(const ClientIdentity& identity)
    : m_word(ShortFormOf(identity))
{
    if (m_word == 0)
    {
        m_word = reinterpret_cast<uintptr_t>(new ClientIdentity(identity));
    }
}

PackedIdentity::PackedIdentity(const PackedIdentity& other)
    : m_word(other.m_word)
{
    if (const ClientIdentity* const kept = other.Heap())
    {
        m_word = reinterpret_cast<uintptr_t>(new ClientIdentity(*kept));
    }
}

PackedIdentity::PackedIdentity(PackedIdentity&& other) noexcept
    : m_word(std::exchange(other.m_word, NOBODY))
{
}

PackedIdentity&
PackedIdentity::operator=(PackedIdentity other) noexcept
{
    std::swap(m_word, other.m_word);
    return *this;
}

PackedIdentity::~PackedIdentity()
{
    delete Heap();
}

const ClientIdentity*
PackedIdentity::Heap() const
{
    return m_word & 1 ? nullptr : reinterpret_cast<const ClientIdentity*>(uintptr_t(m_word));
}

ClientIdentity
PackedIdentity::Unpack() const
{
    const ClientIdentity* const kept = Heap();
    return kept ? *kept : IdentityOf(m_word);
}

bool
PackedIdentity::operator==(const PackedIdentity& other) const
{
    const ClientIdentity* const kept = Heap();
    const ClientIdentity* const others = other.Heap();
    return kept && others ? *kept == *others : m_word == other.m_word;
}

} // namespace ns3::dhcpbackup
