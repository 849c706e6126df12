/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef DHCPBACKUP_TEST_RELAY_FIXTURE_H
#define DHCPBACKUP_TEST_RELAY_FIXTURE_H

#include "transcript.h"

#include <gtest/gtest.h>
#include <memory>

namespace ns3::dhcpbackup::test
{

constexpr uint32_t LEASE = 3600;
constexpr uint32_t PORT = 17;

/// A relay whose clock is moved by hand.
class RelayFixture : public testing::Test
{
  protected:
    RelayFixture()
    {
        config.giaddr = GATEWAY;
        config.servers = {SERVER};
        config.remoteId = "relay 0";
        policy.backup = true;
        policy.interception = INTERCEPT_SNOOP;
    }

    RelayMachine& Relay()
    {
        if (!machine)
        {
            machine = std::make_unique<RelayMachine>(config, policy, Draw(1, 1));
        }
        return *machine;
    }

    RelayVerdict Up(const DhcpMessage& message, IpAddr destination = BROADCAST)
    {
        return Relay().FromClient(message, PORT, destination, now, out);
    }

    RelayVerdict Down(const DhcpMessage& message,
                      IpAddr destination = GATEWAY,
                      IpAddr source = SERVER)
    {
        return Relay().FromServer(message, source, destination, now, out);
    }

    /// Wake the relay whenever it wants until a time has passed.
    void Pass(Duration time)
    {
        const Instant end = now + time;
        while (Relay().NextWake() <= end)
        {
            now = std::max(now, Relay().NextWake());
            Relay().Wake(now, out);
        }
        now = end;
    }

    /// A client obtains an address through the relay.
    void Acquire(uint8_t n)
    {
        const DhcpMessage request = Selecting(Client(n), Ip(n), SERVER, 1000 + n);
        Up(request);
        Down(Answer(out.up.back().message, DHCPACK, Ip(n), LEASE));
    }

    /// A client renews by unicast; the server is silent.
    DhcpMessage Renew(uint8_t n, uint32_t xid)
    {
        const DhcpMessage request = Renewal(Client(n), Ip(n), xid);
        EXPECT_EQ(Up(request, SERVER).action, RelayVerdict::FORWARD);
        return request;
    }

    /// A lease that a server has granted, as a renewal's ACK or an acquisition's.
    void Grant(const DhcpMessage& request, IpAddr address, uint32_t lease = LEASE)
    {
        Down(Answer(request, DHCPACK, address, lease));
    }

    /// The latest message to a client.
    const DhcpMessage& LastDown() const
    {
        return out.down.back().message;
    }

    /// The server answers the oldest probe that it has not answered.
    void AnswerProbe()
    {
        const auto& sent = out.up;
        for (; probesAnswered < sent.size(); ++probesAnswered)
        {
            const auto& up = sent[probesAnswered];
            if (up.purpose == MessagePurpose::RESEND || up.purpose == MessagePurpose::PROBE)
            {
                const IpAddr wanted = up.message.options.GetU32(OPT_REQUESTED_ADDRESS).value_or(0);
                Grant(up.message, up.message.ciaddr != 0 ? up.message.ciaddr : wanted);
                ++probesAnswered;
                return;
            }
        }
        FAIL() << "no probe to answer";
    }

    /// The server answers every replay so far that it has not answered.
    void AnswerReplays(MessageType type = DHCPACK)
    {
        for (; replaysAnswered < out.up.size(); ++replaysAnswered)
        {
            const auto up = out.up[replaysAnswered];
            if (up.purpose == MessagePurpose::REPLAY && up.message.type == DHCPREQUEST)
            {
                const IpAddr address = *up.message.options.GetU32(OPT_REQUESTED_ADDRESS);
                Down(Answer(up.message, type, address, LEASE));
            }
        }
    }

    /// Messages of a purpose sent to the server.
    std::vector<DhcpMessage> Sent(MessagePurpose purpose) const
    {
        std::vector<DhcpMessage> found;
        for (const auto& up : out.up)
        {
            if (up.purpose == purpose)
            {
                found.push_back(up.message);
            }
        }
        return found;
    }

    /// Bring the relay to STANDING_IN by three clients in vain.
    void StandIn()
    {
        for (uint8_t n = 7; n < 10; ++n)
        {
            Acquire(n);
        }
        now += 30 * MINUTE;
        for (uint8_t n = 7; n < 10; ++n)
        {
            Renew(n, 2000 + n);
        }
        Pass(policy.answerAfter);
        ASSERT_EQ(Relay().State(), RelayState::STANDING_IN);
    }

    RelayConfig config;
    RelayPolicy policy;
    std::unique_ptr<RelayMachine> machine;
    RelayTranscript out;
    Instant now{100 * SECOND};
    size_t probesAnswered{0};
    size_t replaysAnswered{0};
};

} // namespace ns3::dhcpbackup::test

#endif // DHCPBACKUP_TEST_RELAY_FIXTURE_H
