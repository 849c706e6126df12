/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef DHCPBACKUP_ADDRESS_POOL_H
#define DHCPBACKUP_ADDRESS_POOL_H

#include "ns3/dhcp-values.h"

#include <vector>

namespace ns3::dhcpbackup
{

/**
 * @ingroup dhcp-backup
 * @brief The addresses that a server may give out in one subnet, and which of them are free.
 *
 * Never used addresses go out first, then those that have been free for longest, so that a client
 * which comes back finds its old address (RFC 2131 section 4.3.1). Parts of the pool can be set
 * apart for a class of clients. Every operation is O(1) in the addresses; one costs 8 bytes.
 */
class AddressPool
{
  public:
    /**
     * @param first the first address
     * @param last the last address, not before the first; at most 2^24 addresses
     */
    AddressPool(IpAddr first, IpAddr last);

    /// @return how many addresses there are
    uint32_t Size() const
    {
        return m_last - m_first + 1;
    }

    /// @return how many are free
    uint32_t FreeCount() const
    {
        return m_free;
    }

    /**
     * @param address any address
     * @return whether it belongs to the pool
     */
    bool Contains(IpAddr address) const
    {
        return address >= m_first && address <= m_last;
    }

    /**
     * @brief Number of an address within the pool.
     * @param address an address of the pool
     * @return 0 for the first one
     */
    uint32_t IndexOf(IpAddr address) const
    {
        return address - m_first;
    }

    /**
     * @param index number of an address
     * @return the address
     */
    IpAddr AddressAt(uint32_t index) const
    {
        return m_first + index;
    }

    /**
     * @param address an address of the pool
     * @return whether it is free
     */
    bool IsFree(IpAddr address) const;

    /**
     * @brief Set a range apart; before any address of it is taken.
     * @param first its first address
     * @param last its last address; the range lies in the pool and touches no other part
     * @return the number of the part; what is not set apart is part 0
     */
    uint32_t AddPart(IpAddr first, IpAddr last);

    /**
     * @param address an address of the pool
     * @return the part that it belongs to
     */
    uint32_t PartOf(IpAddr address) const;

    /**
     * @param part a part of the pool
     * @return its address to give out next, or 0 if none is free
     */
    IpAddr Next(uint32_t part = 0) const;

    /**
     * @brief Take an address; nothing happens if it is taken.
     * @param address an address of the pool
     */
    void Take(IpAddr address);

    /**
     * @brief Give an address back; nothing happens if it is free.
     * @param address an address of the pool
     */
    void Return(IpAddr address);

    /// Make every address free, in order.
    void Reset();

  private:
    /// A range of addresses that is set apart.
    struct Part
    {
        IpAddr first; //!< its first address
        IpAddr last;  //!< its last address
    };

    /// Neighbours in the circular list of free addresses; a taken one points to itself.
    struct Link
    {
        uint32_t previous; //!< index of the one before
        uint32_t next;     //!< index of the one behind
    };

    IpAddr m_first;             //!< first address
    IpAddr m_last;              //!< last address
    uint32_t m_free{0};         //!< free addresses
    std::vector<Part> m_parts;  //!< what is set apart, part 1 first
    std::vector<Link> m_links;  //!< one an address, and behind them the head of each part's list
};

} // namespace ns3::dhcpbackup

#endif // DHCPBACKUP_ADDRESS_POOL_H
