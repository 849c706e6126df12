/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef DHCPBACKUP_REPORT_STYLE_H
#define DHCPBACKUP_REPORT_STYLE_H

namespace ns3::dhcpbackup
{

extern const char REPORT_STYLE[];  //!< how a report looks: CSS for screens, phones and paper
extern const char REPORT_SCRIPT[]; //!< shows the values of charts under the pointer: JavaScript

} // namespace ns3::dhcpbackup

#endif // DHCPBACKUP_REPORT_STYLE_H
