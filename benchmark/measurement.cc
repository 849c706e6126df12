/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "measurement.h"

#include <malloc.h>
#include <stdexcept>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

namespace ns3::dhcpbackup::benchmark
{

double
CpuSeconds()
{
    rusage usage;
    getrusage(RUSAGE_SELF, &usage);
    return usage.ru_utime.tv_sec + usage.ru_stime.tv_sec +
           1e-6 * (usage.ru_utime.tv_usec + usage.ru_stime.tv_usec);
}

double
HeapBytes()
{
    const struct mallinfo2 info = mallinfo2();
    return info.uordblks + info.hblkhd;
}

Measurement
InChild(const std::function<Measurement()>& measure)
{
    int ends[2];
    if (pipe(ends) != 0)
    {
        throw std::runtime_error("no pipe for a measurement");
    }
    const pid_t child = fork();
    if (child == 0)
    {
        const Measurement found = measure();
        const bool told = write(ends[1], &found, sizeof(found)) == sizeof(found);
        _exit(told ? 0 : 1);
    }
    close(ends[1]);
    Measurement found;
    const bool heard = child > 0 && read(ends[0], &found, sizeof(found)) == sizeof(found);
    close(ends[0]);
    int status = 1;
    if (child < 0 || waitpid(child, &status, 0) != child || status != 0 || !heard)
    {
        throw std::runtime_error("a measurement failed (out of memory?)");
    }
    return found;
}

} // namespace ns3::dhcpbackup::benchmark
