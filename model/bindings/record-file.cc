/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "record-file.h"

#include <algorithm>
#include <boost/crc.hpp>
#include <charconv>
#include <istream>
#include <ostream>

namespace ns3::dhcpbackup
{

namespace
{

constexpr char SEPARATOR = ',';
const std::string CLOSING = "records ";

std::string
Checksum(const std::string& text)
{
    boost::crc_32_type crc;
    crc.process_bytes(text.data(), text.size());
    const uint32_t sum = crc.checksum();
    const uint8_t bytes[] = {uint8_t(sum >> 24),
                             uint8_t(sum >> 16),
                             uint8_t(sum >> 8),
                             uint8_t(sum)};
    return ToHex(bytes);
}

template <typename T>
bool
ReadNumber(const std::string& text, T& number, int base = 10)
{
    const char* end = text.data() + text.size();
    const auto result = std::from_chars(text.data(), end, number, base);
    return result.ec == std::errc() && result.ptr == end;
}

bool
ReadHex(const std::string& text, std::string& bytes)
{
    bytes.clear();
    if (text.size() % 2 != 0)
    {
        return false;
    }
    for (size_t i = 0; i < text.size(); i += 2)
    {
        uint8_t byte = 0;
        if (!ReadNumber(text.substr(i, 2), byte, 16))
        {
            return false;
        }
        bytes += char(byte);
    }
    return true;
}

} // namespace

RecordWriter::RecordWriter(std::ostream& os, const std::string& heading)
    : m_os(os)
{
    m_os << heading << '\n';
}

void
RecordWriter::AddField(const std::string& text)
{
    m_line += text;
    m_line += SEPARATOR;
}

void
RecordWriter::AddAddress(IpAddr address)
{
    AddField(ToString(address));
}

void
RecordWriter::AddClient(const ClientIdentity& client)
{
    AddNumber(client.htype);
    AddField(ToHex(ByteView(client.chaddr.data(), client.hlen)));
    AddBytes(client.clientId);
}

void
RecordWriter::AddBytes(const std::string& bytes)
{
    AddField(ToHex(ByteView(reinterpret_cast<const uint8_t*>(bytes.data()), bytes.size())));
}

void
RecordWriter::AddNumber(uint64_t number)
{
    AddField(std::to_string(number));
}

void
RecordWriter::AddInstant(Instant when, Instant now)
{
    AddField(when == NEVER ? "never" : std::to_string(when - now));
}

void
RecordWriter::AddOptions(const DhcpOptions& options)
{
    std::string text;
    for (const auto& item : options)
    {
        const uint8_t head[] = {item.code, uint8_t(item.data.size() >> 8), uint8_t(item.data.size())};
        text += ToHex(head) + ToHex(item.data);
    }
    AddField(text);
}

void
RecordWriter::EndRecord()
{
    m_os << m_line << Checksum(m_line) << '\n';
    m_line.clear();
    ++m_count;
}

void
RecordWriter::Finish()
{
    m_os << CLOSING << m_count << '\n';
}

RecordReader::RecordReader(std::istream& is, const std::string& heading)
    : m_is(is)
{
    std::string line;
    std::getline(m_is, line);
    m_line = 1;
    m_open = line == heading;
    if (!m_open)
    {
        Fail("found '" + line.substr(0, 60) + "', expected '" + heading + "'");
    }
}

void
RecordReader::Fail(const std::string& what)
{
    m_failed = true;
    m_errors.push_back("line " + std::to_string(m_line) + ": " + what);
}

bool
RecordReader::NextRecord()
{
    std::string line;
    while (m_open)
    {
        ++m_line;
        if (!std::getline(m_is, line))
        {
            Fail("the file is cut off");
            m_open = false;
            break;
        }
        if (line.compare(0, CLOSING.size(), CLOSING) == 0)
        {
            CheckClosingLine(line);
            break;
        }
        ++m_count;
        m_failed = false;
        m_at = 0;
        const size_t end = line.rfind(SEPARATOR);
        m_record = end == std::string::npos ? "" : line.substr(0, end + 1);
        if (!m_record.empty() && Checksum(m_record) == line.substr(end + 1))
        {
            return true;
        }
        Fail("damaged record, skipped");
    }
    return false;
}

void
RecordReader::CheckClosingLine(const std::string& line)
{
    m_open = false;
    uint64_t count = 0;
    if (!ReadNumber(line.substr(CLOSING.size()), count) || count != m_count)
    {
        Fail("the closing line does not match the " + std::to_string(m_count) + " records found");
    }
    std::string more;
    if (std::getline(m_is, more))
    {
        ++m_line;
        Fail("text behind the closing line");
    }
}

std::string
RecordReader::Field()
{
    const size_t end = m_record.find(SEPARATOR, m_at);
    if (end == std::string::npos)
    {
        m_failed = true;
        return {};
    }
    const std::string field = m_record.substr(m_at, end - m_at);
    m_at = end + 1;
    return field;
}

IpAddr
RecordReader::Address()
{
    const std::string text = Field();
    IpAddr address = 0;
    size_t at = 0;
    for (int part = 0; part < 4; ++part)
    {
        const size_t end = part < 3 ? text.find('.', at) : text.size();
        uint8_t byte = 0;
        if (end == std::string::npos || !ReadNumber(text.substr(at, end - at), byte))
        {
            m_failed = true;
            return 0;
        }
        address = address << 8 | byte;
        at = end + 1;
    }
    return address;
}

ClientIdentity
RecordReader::Client()
{
    ClientIdentity client;
    client.htype = Number(UINT8_MAX);
    std::string hardware;
    const bool readable = ReadHex(Field(), hardware) && hardware.size() <= client.chaddr.size();
    if (!readable || !ReadHex(Field(), client.clientId))
    {
        m_failed = true;
        return {};
    }
    client.hlen = hardware.size();
    std::copy(hardware.begin(), hardware.end(), client.chaddr.begin());
    return client;
}

std::string
RecordReader::Bytes()
{
    std::string bytes;
    if (!ReadHex(Field(), bytes))
    {
        m_failed = true;
    }
    return bytes;
}

uint64_t
RecordReader::Number(uint64_t max)
{
    uint64_t number = 0;
    if (!ReadNumber(Field(), number) || number > max)
    {
        m_failed = true;
        return 0;
    }
    return number;
}

Instant
RecordReader::TimeAt(Instant now)
{
    const std::string text = Field();
    if (text == "never")
    {
        return NEVER;
    }
    int64_t distance = 0;
    if (!ReadNumber(text, distance) || (distance > 0 && distance > NEVER - now))
    {
        m_failed = true;
        return 0;
    }
    return now + distance;
}

DhcpOptions
RecordReader::Options()
{
    DhcpOptions options;
    std::string bytes;
    m_failed = !ReadHex(Field(), bytes) || m_failed;
    for (size_t at = 0; at < bytes.size() && !m_failed;)
    {
        const std::string head = bytes.substr(at, 3) + std::string(3, '\0');
        const size_t length = uint8_t(head[1]) << 8 | uint8_t(head[2]);
        at += 3;
        m_failed = at + length > bytes.size();
        if (!m_failed)
        {
            options.AddText(head[0], bytes.substr(at, length));
        }
        at += length;
    }
    return options;
}

bool
RecordReader::EndRecord()
{
    if (m_failed || m_at != m_record.size())
    {
        Fail("unreadable record, skipped");
        return false;
    }
    return true;
}

} // namespace ns3::dhcpbackup
