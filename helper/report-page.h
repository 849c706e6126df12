/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef DHCPBACKUP_REPORT_PAGE_H
#define DHCPBACKUP_REPORT_PAGE_H

#include <string>

namespace ns3::dhcpbackup
{

/**
 * @param name of what the page is about
 * @param kind what the page is
 * @param description a sentence, may be empty
 * @return the page up to its contents, with how it looks on screens, phones and paper
 */
std::string PageBegin(const std::string& name,
                      const std::string& kind,
                      const std::string& description);

/// @return the end of a page, with the script that shows values of charts under the pointer
std::string PageEnd();

} // namespace ns3::dhcpbackup

#endif // DHCPBACKUP_REPORT_PAGE_H
