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
 * @brief A ClientIdentity in 24 bytes, for tables of millions.
 *
 * Hardware address and client identifier lie in the object if they have no more than 21 bytes
 * together (6 and 15 on Ethernet); longer ones are kept on the heap.
 */
class PackedIdentity
{
  public:
    PackedIdentity() = default;
    /// @param identity the identity to pack
    explicit PackedIdentity(const ClientIdentity& identity);
    /// @param other an identity to copy
    PackedIdentity(const PackedIdentity& other);
    /**
     * @param other an identity to copy
     * @return this
     */
    PackedIdentity& operator=(const PackedIdentity& other);
    ~PackedIdentity();

    /// @return the identity
    ClientIdentity Unpack() const;

  private:
    static constexpr size_t ROOM = 21;        //!< bytes in the object
    static constexpr uint8_t ON_HEAP = 0xff;  //!< m_idLength of one that does not fit

    /// @return what does not fit
    ClientIdentity* Heap() const;
    /// Give up what is on the heap.
    void Free();

    std::array<uint8_t, ROOM> m_bytes{}; //!< both values, or a pointer to a ClientIdentity
    uint8_t m_htype{1};                  //!< hardware type
    uint8_t m_hlen{6};                   //!< bytes of the hardware address
    uint8_t m_idLength{0};               //!< bytes of the client identifier, or ON_HEAP
};

} // namespace ns3::dhcpbackup

#endif // DHCPBACKUP_PACKED_IDENTITY_H
