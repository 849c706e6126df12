/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "binding.h"

namespace ns3::dhcpbackup
{

namespace
{

constexpr char KEY_CLIENT_ID = 'i';
constexpr char KEY_HARDWARE = 'h';

std::string
KeyOfHardware(uint8_t htype, ByteView address)
{
    std::string key{KEY_HARDWARE, char(htype)};
    key.append(address.begin(), address.end());
    return key;
}

} // namespace

ClientIdentity
ClientIdentity::Of(const DhcpMessage& message)
{
    ClientIdentity identity;
    if (const auto id = message.options.Find(OPT_CLIENT_ID))
    {
        identity.clientId.assign(id->begin(), id->end());
    }
    identity.chaddr = message.chaddr;
    identity.htype = message.htype;
    identity.hlen = message.hlen;
    return identity;
}

void
ClientIdentity::PutInto(DhcpMessage& message) const
{
    message.htype = htype;
    message.hlen = hlen;
    message.chaddr = chaddr;
    if (!clientId.empty())
    {
        message.options.AddText(OPT_CLIENT_ID, clientId);
    }
}

std::string
ClientIdentity::Key() const
{
    return clientId.empty() ? HardwareKey() : KEY_CLIENT_ID + clientId;
}

std::string
ClientIdentity::HardwareKey() const
{
    return KeyOfHardware(htype, ByteView(chaddr.data(), hlen));
}

std::string
ClientKeyOf(const DhcpMessage& message)
{
    const auto id = message.options.Find(OPT_CLIENT_ID);
    if (!id || id->empty())
    {
        return KeyOfHardware(message.htype, message.HardwareAddress());
    }
    std::string key{KEY_CLIENT_ID};
    key.append(id->begin(), id->end());
    return key;
}

} // namespace ns3::dhcpbackup
