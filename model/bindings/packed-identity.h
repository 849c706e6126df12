/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef DHCPBACKUP_PACKED_IDENTITY_H
#define DHCPBACKUP_PACKED_IDENTITY_H

#include "ns3/binding.h"

namespace ns3::dhcpbackup
{

/**
 * @ingroup dhcp-backup
 * @brief A ClientIdentity in 8 bytes, for tables of millions.
 *
 * What nearly all clients send follows from their Ethernet address: no identifier, type and address
 * (RFC 2132 section 9.14), or the DUID of that address (RFC 4361 section 6.1). Of them the address
 * and the form are kept; all others are kept on the heap.
 */
class PackedIdentity
{
  public:
    PackedIdentity() = default;
    /// @param identity the identity to pack
    explicit PackedIdentity(const ClientIdentity& identity);
    /// @param other an identity to copy
    PackedIdentity(const PackedIdentity& other);
    /// @param other an identity to take; it becomes that of nobody
    PackedIdentity(PackedIdentity&& other) noexcept;
    /**
     * @param other an identity to copy or take
     * @return this
     */
    PackedIdentity& operator=(PackedIdentity other) noexcept;
    ~PackedIdentity();

    /// @return the identity
    ClientIdentity Unpack() const;

    /**
     * @param other another identity
     * @return whether they are the same
     */
    bool operator==(const PackedIdentity& other) const;

  private:
    static constexpr uint64_t NOBODY = 1; //!< the short form of a ClientIdentity without values

    /// @return what has no short form, or nullptr
    const ClientIdentity* Heap() const;

    /// The address in the upper 48 bits, the form above a lowest bit of 1; or a pointer, which is
    /// even.
    uint64_t m_word{NOBODY};
};

} // namespace ns3::dhcpbackup

#endif // DHCPBACKUP_PACKED_IDENTITY_H
