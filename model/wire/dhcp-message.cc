/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "dhcp-message.h"

#include "ns3/assert.h"

#include <algorithm>

namespace ns3::dhcpbackup
{

namespace
{

constexpr uint8_t MAGIC_COOKIE[4] = {99, 130, 83, 99};
constexpr size_t SNAME_OFFSET = 44;
constexpr size_t FILE_OFFSET = 108;
constexpr size_t COOKIE_OFFSET = 236;

uint32_t
ReadU32(const uint8_t* at)
{
    return uint32_t(at[0]) << 24 | uint32_t(at[1]) << 16 | uint32_t(at[2]) << 8 | at[3];
}

void
PutU32(uint8_t* at, uint32_t value)
{
    for (int i = 0; i < 4; ++i)
    {
        at[i] = value >> (24 - 8 * i);
    }
}

template <size_t N>
bool
IsZero(const std::array<uint8_t, N>& field)
{
    return std::all_of(field.begin(), field.end(), [](uint8_t b) { return b == 0; });
}

/// Which field is being read: only in the first one END is required and option 52 counts.
enum class Field
{
    OPTIONS,
    OVERLOADED
};

ParseError
ParseOptions(ByteView field, Field kind, DhcpOptions& options)
{
    size_t at = 0;
    while (at < field.size())
    {
        const uint8_t code = field[at];
        if (code == OPT_END)
        {
            return ParseError::NONE;
        }
        if (code == OPT_PAD)
        {
            ++at;
            continue;
        }
        if (at + 2 > field.size() || at + 2 + field[at + 1] > field.size())
        {
            return ParseError::OPTION_OVERRUN;
        }
        const auto data = field.subspan(at + 2, field[at + 1]);
        const bool counts = kind == Field::OPTIONS || code != OPT_OVERLOAD;
        if (counts && !options.Join(code, data))
        {
            return ParseError::OPTION_TOO_LONG;
        }
        at += 2 + data.size();
    }
    return kind == Field::OPTIONS ? ParseError::MISSING_END : ParseError::NONE;
}

/// Read file and sname as options where option 52 says so, and take option 52 away.
ParseError
ParseOverload(DhcpMessage& message)
{
    if (!message.options.Has(OPT_OVERLOAD))
    {
        return ParseError::NONE;
    }
    const auto overload = message.options.GetU8(OPT_OVERLOAD);
    if (!overload)
    {
        return ParseError::BAD_OPTION_SIZE;
    }
    if (*overload < 1 || *overload > 3)
    {
        return ParseError::BAD_OVERLOAD;
    }
    message.options.Remove(OPT_OVERLOAD);
    ParseError error = ParseError::NONE;
    if (*overload & 1)
    {
        error = ParseOptions(message.file, Field::OVERLOADED, message.options);
        message.file.fill(0);
    }
    if (error == ParseError::NONE && *overload & 2)
    {
        error = ParseOptions(message.sname, Field::OVERLOADED, message.options);
        message.sname.fill(0);
    }
    return error;
}

/// Check lengths and take option 53 out.
ParseError
CheckOptions(DhcpMessage& message)
{
    for (const auto& item : message.options)
    {
        if (!IsOptionSizeValid(item.code, item.data.size()))
        {
            return ParseError::BAD_OPTION_SIZE;
        }
    }
    const auto type = message.options.GetU8(OPT_MESSAGE_TYPE);
    if (!type)
    {
        return ParseError::NO_MESSAGE_TYPE;
    }
    if (*type < DHCPDISCOVER || *type > MESSAGE_TYPE_LAST)
    {
        return ParseError::BAD_MESSAGE_TYPE;
    }
    message.type = MessageType(*type);
    message.options.Remove(OPT_MESSAGE_TYPE);
    return ParseError::NONE;
}

/// One of the fields that options are written to.
struct Area
{
    uint8_t* at;      //!< next free byte
    size_t room;      //!< bytes left, the one for END not counted
    uint8_t overload; //!< its bit in option 52, 0 for the options field
};

/// When an option that does not fit into the rest of a field is cut in two.
enum class Cut
{
    SELDOM, //!< when no later field takes it whole: not every reader joins parts
    FREELY  //!< whenever it is long, so that no hole is left in a field
};

/// Lays options out over the options field, file and sname.
class OptionWriter
{
  public:
    OptionWriter(Area* areas, size_t count, Cut cut)
        : m_areas(areas),
          m_count(count),
          m_cut(cut)
    {
    }

    /// Write an option, in parts where it must be (RFC 3396). False when there is no room left.
    bool Put(uint8_t code, ByteView data)
    {
        do
        {
            const size_t whole = std::min<size_t>(data.size(), 255);
            const size_t part = PartThatFits(whole);
            if (part == NO_ROOM)
            {
                return false;
            }
            Area& area = m_areas[m_current];
            *area.at++ = code;
            *area.at++ = part;
            area.at = std::copy_n(data.data(), part, area.at);
            area.room -= 2 + part;
            data = data.subspan(part);
        } while (!data.empty());
        return true;
    }

    /// The bits of option 52 for the areas written so far.
    uint8_t Overload() const
    {
        uint8_t bits = 0;
        for (size_t i = 0; i <= m_current && i < m_count; ++i)
        {
            bits |= m_areas[i].overload;
        }
        return bits;
    }

    /// Close every area with END.
    void Finish()
    {
        for (size_t i = 0; i <= m_current && i < m_count; ++i)
        {
            *m_areas[i].at++ = OPT_END;
        }
    }

  private:
    static constexpr size_t NO_ROOM = SIZE_MAX;
    static constexpr size_t SHORT_OPTION = 16; //!< addresses and times always stay whole

    /// Whether the data is to be cut at the end of the current area.
    bool ShouldCut(size_t size) const
    {
        if (m_cut == Cut::FREELY)
        {
            return size > SHORT_OPTION;
        }
        for (size_t i = m_current + 1; i < m_count; ++i)
        {
            if (m_areas[i].room >= 2 + size)
            {
                return false;
            }
        }
        return true;
    }

    /// How much of the data goes to the current area; moves on to one where something fits.
    size_t PartThatFits(size_t size)
    {
        for (; m_current < m_count; ++m_current)
        {
            const size_t room = m_areas[m_current].room;
            if (room >= 2 + size)
            {
                return size;
            }
            if (room > 2 && m_current + 1 < m_count && ShouldCut(size))
            {
                return room - 2;
            }
        }
        return NO_ROOM;
    }

    Area* m_areas;       //!< in the order in which they are read
    size_t m_count;      //!< how many
    Cut m_cut;           //!< how willingly options are cut
    size_t m_current{0}; //!< the one being filled
};

void
WriteFixedPart(const DhcpMessage& m, uint8_t* at)
{
    at[0] = m.op;
    at[1] = m.htype;
    at[2] = m.hlen;
    at[3] = m.hops;
    PutU32(at + 4, m.xid);
    PutU32(at + 8, uint32_t(m.secs) << 16 | m.flags);
    PutU32(at + 12, m.ciaddr);
    PutU32(at + 16, m.yiaddr);
    PutU32(at + 20, m.siaddr);
    PutU32(at + 24, m.giaddr);
    std::copy(m.chaddr.begin(), m.chaddr.end(), at + 28);
    std::copy(m.sname.begin(), m.sname.end(), at + SNAME_OFFSET);
    std::copy(m.file.begin(), m.file.end(), at + FILE_OFFSET);
    std::copy_n(MAGIC_COOKIE, 4, at + COOKIE_OFFSET);
}

/// Bytes of all options on the wire, parts of long ones counted, without END.
size_t
OptionBytes(const DhcpMessage& message)
{
    size_t bytes = 3;
    for (const auto& item : message.options)
    {
        const size_t parts = std::max<size_t>(1, (item.data.size() + 254) / 255);
        bytes += item.data.size() + 2 * parts;
    }
    return bytes;
}

/// WriteMessage with one way of cutting options.
bool
LayOut(const DhcpMessage& message,
       size_t maxDatagram,
       size_t minMessage,
       Cut cut,
       DhcpBytes& bytes)
{
    const size_t limit =
        std::clamp(maxDatagram, MIN_DATAGRAM, MAX_DATAGRAM) - IP_UDP_HEADERS - OPTIONS_OFFSET;
    const size_t wanted = OptionBytes(message) + 1;
    const bool overload = wanted > limit;
    const size_t field = overload ? limit : std::max(wanted + OPTIONS_OFFSET, minMessage) - OPTIONS_OFFSET;
    bytes.assign(OPTIONS_OFFSET + field, 0);
    uint8_t* const start = bytes.data();
    WriteFixedPart(message, start);
    // In an overloaded message option 52 stands behind option 53, with its value known last.
    uint8_t* options = start + OPTIONS_OFFSET;
    *options++ = OPT_MESSAGE_TYPE;
    *options++ = 1;
    *options++ = message.type;
    uint8_t* overloadValue = nullptr;
    Area areas[3] = {{options, field - 4, 0}};
    size_t count = 1;
    if (overload)
    {
        options[0] = OPT_OVERLOAD;
        options[1] = 1;
        overloadValue = options + 2;
        areas[0] = {options + 3, field - 7, 0};
        if (IsZero(message.file))
        {
            areas[count++] = {start + FILE_OFFSET, message.file.size() - 1, 1};
        }
        if (IsZero(message.sname))
        {
            areas[count++] = {start + SNAME_OFFSET, message.sname.size() - 1, 2};
        }
    }
    OptionWriter writer(areas, count, cut);
    for (const auto& item : message.options)
    {
        if (!writer.Put(item.code, item.data))
        {
            bytes.clear();
            return false;
        }
    }
    writer.Finish();
    if (overloadValue)
    {
        *overloadValue = writer.Overload();
    }
    return true;
}

} // namespace

const char*
ToString(ParseError error)
{
    switch (error)
    {
    case ParseError::NONE:
        return "no error";
    case ParseError::TOO_SHORT:
        return "too short";
    case ParseError::BAD_OP:
        return "bad op";
    case ParseError::BAD_HLEN:
        return "hardware address too long";
    case ParseError::BAD_COOKIE:
        return "bad magic cookie";
    case ParseError::OPTION_OVERRUN:
        return "option overrun";
    case ParseError::MISSING_END:
        return "missing end option";
    case ParseError::BAD_OPTION_SIZE:
        return "bad option size";
    case ParseError::BAD_OVERLOAD:
        return "bad overload value";
    case ParseError::NO_MESSAGE_TYPE:
        return "no message type";
    case ParseError::BAD_MESSAGE_TYPE:
        return "bad message type";
    case ParseError::OPTION_TOO_LONG:
        return "option too long";
    }
    return "unknown error";
}

std::string
ToString(MessageType type)
{
    static const char* const names[] =
        {"DISCOVER", "OFFER", "REQUEST", "DECLINE", "ACK", "NAK", "RELEASE", "INFORM"};
    static const char* const queries[] =
        {"LEASEQUERY", "LEASEUNASSIGNED", "LEASEUNKNOWN", "LEASEACTIVE", "BULKLEASEQUERY",
         "LEASEQUERYDONE"};
    if (type >= DHCPDISCOVER && type <= DHCPINFORM)
    {
        return names[type - 1];
    }
    if (type >= DHCPLEASEQUERY && type <= DHCPLEASEQUERYDONE)
    {
        return queries[type - DHCPLEASEQUERY];
    }
    return "type " + std::to_string(type);
}

bool
DhcpMessage::operator==(const DhcpMessage& o) const
{
    return op == o.op && htype == o.htype && hlen == o.hlen && hops == o.hops && xid == o.xid &&
           secs == o.secs && flags == o.flags && ciaddr == o.ciaddr && yiaddr == o.yiaddr &&
           siaddr == o.siaddr && giaddr == o.giaddr && chaddr == o.chaddr && sname == o.sname &&
           file == o.file && type == o.type && options == o.options;
}

ParseError
ParseMessage(ByteView bytes, DhcpMessage& message)
{
    if (bytes.size() < OPTIONS_OFFSET)
    {
        return ParseError::TOO_SHORT;
    }
    const uint8_t* at = bytes.data();
    if (at[0] != BOOTREQUEST && at[0] != BOOTREPLY)
    {
        return ParseError::BAD_OP;
    }
    if (at[2] > message.chaddr.size())
    {
        return ParseError::BAD_HLEN;
    }
    if (!std::equal(MAGIC_COOKIE, MAGIC_COOKIE + 4, at + COOKIE_OFFSET))
    {
        return ParseError::BAD_COOKIE;
    }
    message.op = BootOp(at[0]);
    message.htype = at[1];
    message.hlen = at[2];
    message.hops = at[3];
    message.xid = ReadU32(at + 4);
    message.secs = at[8] << 8 | at[9];
    message.flags = at[10] << 8 | at[11];
    message.ciaddr = ReadU32(at + 12);
    message.yiaddr = ReadU32(at + 16);
    message.siaddr = ReadU32(at + 20);
    message.giaddr = ReadU32(at + 24);
    std::copy_n(at + 28, message.chaddr.size(), message.chaddr.begin());
    std::copy_n(at + SNAME_OFFSET, message.sname.size(), message.sname.begin());
    std::copy_n(at + FILE_OFFSET, message.file.size(), message.file.begin());
    message.options.Clear();
    ParseError error = ParseOptions(bytes.subspan(OPTIONS_OFFSET), Field::OPTIONS, message.options);
    if (error == ParseError::NONE)
    {
        error = ParseOverload(message);
    }
    return error == ParseError::NONE ? CheckOptions(message) : error;
}

bool
WriteMessage(const DhcpMessage& message, size_t maxDatagram, DhcpBytes& bytes, size_t minMessage)
{
    NS_ASSERT_MSG(message.hlen <= message.chaddr.size(), "hlen " << int(message.hlen));
    return LayOut(message, maxDatagram, minMessage, Cut::SELDOM, bytes) ||
           LayOut(message, maxDatagram, minMessage, Cut::FREELY, bytes);
}

DhcpMessage
MakeReply(const DhcpMessage& request, MessageType type)
{
    DhcpMessage reply;
    reply.op = BOOTREPLY;
    reply.htype = request.htype;
    reply.hlen = request.hlen;
    reply.xid = request.xid;
    reply.flags = request.flags;
    reply.giaddr = request.giaddr;
    reply.chaddr = request.chaddr;
    reply.type = type;
    if (type == DHCPNAK && request.giaddr != 0)
    {
        reply.flags |= FLAG_BROADCAST;
    }
    return reply;
}

RequestShape
ShapeOf(const DhcpMessage& request)
{
    const bool requested = request.options.Has(OPT_REQUESTED_ADDRESS);
    if (request.options.Has(OPT_SERVER_ID))
    {
        return requested && request.ciaddr == 0 ? RequestShape::SELECTING : RequestShape::MALFORMED;
    }
    if (request.ciaddr != 0)
    {
        return requested ? RequestShape::MALFORMED : RequestShape::RENEWING;
    }
    return requested ? RequestShape::INIT_REBOOT : RequestShape::MALFORMED;
}

std::string
Describe(const DhcpMessage& message)
{
    std::string text = ToString(message.type) + " xid 0x";
    uint8_t xid[4];
    PutU32(xid, message.xid);
    text += ToHex(xid) + " client " + ToHex(message.HardwareAddress());
    const std::pair<const char*, IpAddr> addresses[] = {{" ciaddr ", message.ciaddr},
                                                        {" yiaddr ", message.yiaddr},
                                                        {" giaddr ", message.giaddr}};
    for (const auto& [name, address] : addresses)
    {
        if (address != 0)
        {
            text += name + ToString(address);
        }
    }
    text += " secs " + std::to_string(message.secs);
    text += " hops " + std::to_string(message.hops);
    if (message.flags & FLAG_BROADCAST)
    {
        text += " broadcast";
    }
    if (const auto lease = message.options.GetU32(OPT_LEASE_TIME))
    {
        text += " lease " + std::to_string(*lease) + " s";
    }
    constexpr size_t longest = 16;
    size_t listed = 0;
    for (const auto& item : message.options)
    {
        if (listed == longest)
        {
            text += " ...";
            break;
        }
        text += (listed++ == 0 ? " options " : ",") + std::to_string(item.code);
    }
    return text;
}

} // namespace ns3::dhcpbackup
