/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "folder-lock.h"

#include "ns3/command-words.h"

#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <filesystem>
#include <stdexcept>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

namespace ns3::dhcpbackup
{

namespace
{

/// Whether an open file is still the one of that name: its last keeper may have removed it.
bool
IsNamed(int file, const std::string& path)
{
    struct stat open = {};
    struct stat named = {};
    return fstat(file, &open) == 0 && stat(path.c_str(), &named) == 0 &&
           open.st_ino == named.st_ino;
}

} // namespace

FolderLock::FolderLock(const std::string& folder)
    : m_path(folder + "/.lock")
{
    std::filesystem::create_directories(folder);
    while (true)
    {
        m_file = open(m_path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0666);
        if (m_file < 0)
        {
            throw std::runtime_error("cannot write " + m_path + ": " + std::strerror(errno));
        }
        if (flock(m_file, LOCK_EX | LOCK_NB) != 0)
        {
            close(m_file);
            throw UsageError("another process works on " + folder +
                             ": wait until it has ended, or use another --results folder");
        }
        if (IsNamed(m_file, m_path))
        {
            return;
        }
        close(m_file);
    }
}

FolderLock::~FolderLock()
{
    unlink(m_path.c_str());
    close(m_file);
}

} // namespace ns3::dhcpbackup
