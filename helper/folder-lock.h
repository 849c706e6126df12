/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef DHCPBACKUP_FOLDER_LOCK_H
#define DHCPBACKUP_FOLDER_LOCK_H

#include <string>

namespace ns3::dhcpbackup
{

/// Keeps a folder of results for this process while it lives: two would write the same files.
class FolderLock
{
  public:
    /**
     * @param folder the folder, made if it is missing
     * @throw UsageError if another process has it
     */
    explicit FolderLock(const std::string& folder);
    ~FolderLock();
    FolderLock(const FolderLock&) = delete;
    FolderLock& operator=(const FolderLock&) = delete;

  private:
    std::string m_path; //!< the file that stands for the folder
    int m_file;         //!< open as long as it is kept
};

} // namespace ns3::dhcpbackup

#endif // DHCPBACKUP_FOLDER_LOCK_H
