/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

/**
 * @file
 * The bridge to ns-3's test runner, built inside an ns-3 tree only: ./test.py -s dhcp-backup runs
 * all GoogleTest tests of this module.
 */

#include "ns3/test.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sstream>

using namespace ns3;

namespace
{

/// Collects what failed, as ns-3's reports do not show GoogleTest's output.
class FailureListener : public testing::EmptyTestEventListener
{
  public:
    /// @return for each failure the test, the place and the message
    std::string Failures() const
    {
        return m_failures.str();
    }

  private:
    /// @param test a test that begins
    void OnTestStart(const testing::TestInfo& test) override
    {
        m_current = std::string(test.test_suite_name()) + "." + test.name();
    }

    /// @param result a check that failed or succeeded
    void OnTestPartResult(const testing::TestPartResult& result) override
    {
        if (result.failed())
        {
            m_failures << "\n" << m_current << " (";
            m_failures << (result.file_name() ? result.file_name() : "unknown file") << ":"
                       << result.line_number() << "): " << result.message();
        }
    }

    std::string m_current;         //!< the test that runs
    std::ostringstream m_failures; //!< all failures so far
};

/// Runs all GoogleTest tests as one test case.
class GoogleTestsTestCase : public TestCase
{
  public:
    GoogleTestsTestCase()
        : TestCase("All GoogleTest tests of dhcp-backup")
    {
    }

  private:
    void DoRun() override
    {
        int argc = 1;
        char name[] = "dhcp-backup";
        char* argv[] = {name, nullptr};
        // A program started again as test-runner would not know what to do.
        testing::GTEST_FLAG(filter) = "-*OwnProcessDeathTest.*";
        testing::InitGoogleMock(&argc, argv);

        auto listeners = &testing::UnitTest::GetInstance()->listeners();
        FailureListener failures;
        listeners->Append(&failures);
        const int result = RUN_ALL_TESTS();
        listeners->Release(&failures);

        NS_TEST_EXPECT_MSG_EQ(result, 0, failures.Failures());
        NS_TEST_EXPECT_MSG_GT(testing::UnitTest::GetInstance()->successful_test_count(),
                              0,
                              "no GoogleTest test ran");
    }
};

/// The suite "dhcp-backup" of ns-3's test runner.
class DhcpBackupTestSuite : public TestSuite
{
  public:
    DhcpBackupTestSuite()
        : TestSuite("dhcp-backup", Type::UNIT)
    {
        AddTestCase(new GoogleTestsTestCase);
    }
};

DhcpBackupTestSuite g_dhcpBackupTestSuite; //!< registers the suite

} // namespace
