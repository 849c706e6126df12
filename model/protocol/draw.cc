/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "draw.h"

#include <Random123/philox.h>

namespace ns3::dhcpbackup
{

uint32_t
Draw::Bits(DrawPurpose purpose, uint32_t subject, uint64_t n) const
{
    const r123::Philox4x32::ctr_type counter = {
        {uint32_t(purpose), subject, uint32_t(n), uint32_t(n >> 32)}};
    const r123::Philox4x32::key_type key = {{m_seed, m_run}};
    return r123::Philox4x32()(counter, key)[0];
}

} // namespace ns3::dhcpbackup
