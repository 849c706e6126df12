#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0-only
#
# What "./outage test" counts, shows and returns, with a real GoogleTest program that can pass, fail,
# skip and crash, and scripts that pass and fail.

source "$(dirname "${BASH_SOURCE[0]}")/fake-tree.bash"
make_tree
cat >"$tree/tests.cmake" <<'END'
find_package(GTest REQUIRED)
add_executable(dhcp-backup-tests tests.cpp)
target_link_libraries(dhcp-backup-tests GTest::gtest_main)
END
cat >"$tree/tests.cpp" <<'END'
#include <cstdio>
#include <cstdlib>
#include <gtest/gtest.h>
#include <unistd.h>
TEST(Lamp, Shines) { std::printf("no newline at the end"); }
TEST(Lamp, Fails) { EXPECT_EQ(std::getenv("FAKE_FAIL"), nullptr) << "the lamp is dark"; }
TEST(Lamp, Skips) { GTEST_SKIP(); }
TEST(Lamp, Crashes) { if (std::getenv("FAKE_CRASH")) std::abort(); }
TEST(Torch, Shines) { std::fopen("litter", "w"); }
// Each ends well only while the other runs.
static void Meet(const char* mine, const char* other)
{
    std::fclose(std::fopen(mine, "w"));
    for (int i = 0; i < 200; ++i)
    {
        if (std::FILE* file = std::fopen(other, "r")) { std::fclose(file); usleep(300000); return; }
        usleep(50000);
    }
    FAIL() << "the other one does not run";
}
TEST(BellRealTime, Rings) { Meet("../first", "../second"); }
TEST(BellRealTime, Answers) { Meet("../second", "../first"); }
class Many : public testing::TestWithParam<int> {};
TEST_P(Many, Shine) { EXPECT_NE(std::getenv("FAKE_FAIL") ? 1 : 2, GetParam()); }
INSTANTIATE_TEST_SUITE_P(All, Many, testing::Values(1, 1));
struct AtEnd { ~AtEnd() { if (std::getenv("FAKE_END")) std::_Exit(9); } } atEnd;
END
cat >"$tree/test/cli/good.sh" <<'END'
[[ $PWD == */tree && -x $DHCPBACKUP_BUILD_DIR/bin/dhcp-outage ]]
END
cat >"$tree/test/launcher/other.sh" <<'END'
if read -r; then exit 1; fi
echo "words of the script"
exit "${FAKE_SCRIPT:-0}"
END
launch=("$tree/outage" --no-install test)

last_line()
{
    [[ $(tail -n 1 "$out") == "$1" ]] || fail "the last line is not: $1"
}

# All well: tests one by one and scripts; a skipped test counts as neither. The folder of the caller
# and the tree stay clean.
cd "$scratch"
expect 0 "${launch[@]}"
last_line "10 passed, 0 failed"
says "ok      dhcp-backup-tests: 8 passed, 0 failed ("
says "ok      test/cli/good.sh ("
says "ok      test/launcher/other.sh ("
says_not "words of the script"
[[ ! -e $scratch/litter && ! -e $tree/litter ]] || fail "a test left a file"

# A failed test: its output alone, the log's path, exit code 1.
FAKE_FAIL=1 expect 1 "${launch[@]}"
last_line "7 passed, 3 failed"
says "FAILED  dhcp-backup-tests: 5 passed, 3 failed ("
says "the lamp is dark"
says_not "no newline at the end"
says "the whole output is in $tree/build/release/test.log"
grep -q "no newline at the end" "$tree/build/release/test.log" || fail "the log is not whole"

# A crash is a failure with a name, in one process and in several.
FAKE_CRASH=1 expect 1 "${launch[@]}"
says "The test program ended inside Lamp.Crashes"
grep -Eq '^[0-9]+ passed, 1 failed$' "$out" || fail "a crash is one failure"

# A program that ends badly after its tests, a script that fails.
FAKE_END=1 expect 1 "${launch[@]}" Torch
says "The test program ended with code 9"
FAKE_SCRIPT=3 expect 1 "${launch[@]}"
last_line "9 passed, 1 failed"
says "FAILED  test/launcher/other.sh"
says "        words of the script"

# A script that misses something says so, and counts as neither.
FAKE_SCRIPT=77 expect 0 "${launch[@]}"
last_line "9 passed, 0 failed"
says "skipped test/launcher/other.sh: words of the script"

# Names choose tests and scripts.
expect 0 "${launch[@]}" Torch
last_line "1 passed, 0 failed"
expect 0 "${launch[@]}" Bell
last_line "2 passed, 0 failed"
expect 0 "${launch[@]}" Lamp.Sh test/cli
last_line "2 passed, 0 failed"
expect 2 "${launch[@]}" Trch
says "contains: Trch"

# Tests that cannot be built are no success.
rm "$tree/tests.cmake" "$tree/build/release/bin/dhcp-backup-tests"
expect 1 "${launch[@]}"
says "the test program was not built"
