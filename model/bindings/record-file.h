/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef DHCPBACKUP_RECORD_FILE_H
#define DHCPBACKUP_RECORD_FILE_H

#include "ns3/binding.h"

#include <iosfwd>
#include <string>
#include <vector>

namespace ns3::dhcpbackup
{

/**
 * @ingroup dhcp-backup
 * @brief Writes records as lines of text that end in a checksum.
 *
 * A heading names content and version, then one record a line, then a line with their number, so
 * that a truncated file does not look complete.
 */
class RecordWriter
{
  public:
    /**
     * @param os where to
     * @param heading first line: content and version
     */
    RecordWriter(std::ostream& os, const std::string& heading);

    /// @param address field: dotted decimals
    void AddAddress(IpAddr address);
    /// @param client three fields: hardware type, hardware address, client identifier
    void AddClient(const ClientIdentity& client);
    /// @param bytes field: any bytes, as hexadecimal digits
    void AddBytes(const std::string& bytes);
    /// @param number field: a decimal number
    void AddNumber(uint64_t number);
    /**
     * @brief Field: nanoseconds from now, since absolute times mean nothing to another clock.
     * @param when the instant, NEVER allowed
     * @param now the present
     */
    void AddInstant(Instant when, Instant now);
    /// @param options field: codes, lengths (2 bytes) and data in hexadecimal digits
    void AddOptions(const DhcpOptions& options);
    /// Write the record.
    void EndRecord();
    /// Write the closing line.
    void Finish();

  private:
    /// @param text next field
    void AddField(const std::string& text);

    std::ostream& m_os;   //!< where to
    std::string m_line;   //!< the record so far
    uint64_t m_count{0};  //!< records written
};

/**
 * @ingroup dhcp-backup
 * @brief Reads what RecordWriter wrote; damage to one record spares the others.
 */
class RecordReader
{
  public:
    /**
     * @param is where from
     * @param heading the first line that is expected; another one is an error and nothing is read
     */
    RecordReader(std::istream& is, const std::string& heading);

    /// @return true if there is another record, false at the end
    bool NextRecord();

    /// @return the next field, an address
    IpAddr Address();
    /// @return the next three fields, a client
    ClientIdentity Client();
    /// @return the next field, bytes
    std::string Bytes();
    /**
     * @param max largest value allowed
     * @return the next field, a number
     */
    uint64_t Number(uint64_t max);
    /**
     * @param now the present
     * @return the next field, an instant
     */
    Instant TimeAt(Instant now);

    /// @return the next field, a list of options
    DhcpOptions Options();

    /// @return true if the record was whole and every field was readable
    bool EndRecord();

    /// @param what what is wrong with the present record
    void Fail(const std::string& what);

    /// @return one line an error, with the number of the line in the file
    const std::vector<std::string>& Errors() const
    {
        return m_errors;
    }

  private:
    /// @return the next field's text, empty behind the last one
    std::string Field();
    /// @param line the closing line, checked against the records seen
    void CheckClosingLine(const std::string& line);

    std::istream& m_is;                 //!< where from
    std::string m_record;               //!< the present record without its checksum
    size_t m_at{0};                     //!< where its next field starts
    bool m_failed{false};               //!< the present record is damaged
    bool m_open{false};                 //!< heading accepted, closing line not yet seen
    uint64_t m_line{0};                 //!< lines read
    uint64_t m_count{0};                //!< records seen
    std::vector<std::string> m_errors;  //!< what was wrong
};

} // namespace ns3::dhcpbackup

#endif // DHCPBACKUP_RECORD_FILE_H
