/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef DHCPBACKUP_TEST_CLIENT_HOST_H
#define DHCPBACKUP_TEST_CLIENT_HOST_H

#include "transcript.h"

#include <gtest/gtest.h>

namespace ns3::dhcpbackup::test
{

/// A client of some profile whose clock is moved by hand.
struct ClientHost
{
    explicit ClientHost(const ClientProfile& p, uint32_t subscriber = 0)
        : profile(p)
    {
        state.subscriber = subscriber;
    }

    explicit ClientHost(const char* name, uint32_t subscriber = 0)
        : ClientHost(FindClientProfile(name), subscriber)
    {
    }

    ClientHost(const ClientHost&) = delete;

    void Start()
    {
        machine.Start(state, now, out);
    }

    /// Let time pass to the machine's next wake.
    void ToWake()
    {
        now = state.wake;
        machine.Wake(state, identity, now, out);
    }

    /// Let time pass until the client sends or falls silent for good; the seconds that took.
    double ToSend()
    {
        const Instant before = now;
        const size_t sent = out.sent.size();
        while (out.sent.size() == sent && state.wake != NEVER)
        {
            ToWake();
        }
        return double(now - before) / SECOND;
    }

    const char* Receive(const DhcpMessage& message)
    {
        return machine.Receive(state, identity, message, now, out);
    }

    const DhcpMessage& Last() const
    {
        return out.sent.back().message;
    }

    bool LastWasBroadcast() const
    {
        return out.sent.back().destination == BROADCAST;
    }

    const char* Offer(IpAddr address = Ip(7), uint32_t lease = 3600)
    {
        return Receive(Answer(Last(), DHCPOFFER, address, lease));
    }

    const char* Ack(uint32_t lease = 3600)
    {
        return Receive(Answer(Last(), DHCPACK, Ip(7), lease));
    }

    const char* Nak()
    {
        return Receive(Answer(Last(), DHCPNAK, 0, 0));
    }

    /// From INIT, or after a pause, to the use of an address.
    void Acquire(uint32_t lease = 3600)
    {
        if (state.wake == NEVER)
        {
            Start();
        }
        ToSend();
        Offer(Ip(7), lease);
        Ack(lease);
        while (state.phase == ClientPhase::PROBING)
        {
            ToWake();
        }
    }

    /// Seconds from each transmission to the next one, of one type.
    std::vector<double> Waits(size_t count)
    {
        std::vector<double> waits;
        for (size_t i = 0; i < count; ++i)
        {
            waits.push_back(ToSend());
        }
        return waits;
    }

    ClientProfile profile;
    ClientMachine machine{profile, Draw(1, 1)};
    ClientIdentity identity = Client(1);
    ClientState state;
    ClientTranscript out;
    Instant now{0};
};

/// Whether each wait lies in a range around what is expected.
inline testing::AssertionResult
AreNear(const std::vector<double>& waits,
        const std::vector<double>& expected,
        double early,
        double late)
{
    for (size_t i = 0; i < expected.size(); ++i)
    {
        if (i >= waits.size() || waits[i] < expected[i] - early || waits[i] > expected[i] + late)
        {
            return testing::AssertionFailure()
                   << "wait " << i << " of " << testing::PrintToString(waits) << ", expected "
                   << testing::PrintToString(expected) << " -" << early << " +" << late;
        }
    }
    return testing::AssertionSuccess();
}

} // namespace ns3::dhcpbackup::test

#endif // DHCPBACKUP_TEST_CLIENT_HOST_H
