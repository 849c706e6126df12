/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef DHCPBACKUP_STORY_TEXT_H
#define DHCPBACKUP_STORY_TEXT_H

#include "ns3/subscriber-story.h"

#include <string>

namespace ns3::dhcpbackup
{

/**
 * @brief A story as a message chart: time, client, relay and server, a line a message and hop, the
 *        leases as each side believes them, states and faults between.
 * @param story what happened
 * @param everything false to put renewals that went as they should into one line
 * @return lines of at most some 100 characters
 */
std::string StoryChart(const SubscriberStory& story, bool everything);

/**
 * @brief Why the subscriber lost its address, or why not, in sentences.
 * @param story what happened
 * @return one line a sentence, each with its times
 */
std::string StoryVerdict(const SubscriberStory& story);

/**
 * @param at a time
 * @return for example "2:30:04.125"
 */
std::string ClockText(Instant at);

} // namespace ns3::dhcpbackup

#endif // DHCPBACKUP_STORY_TEXT_H
