# shellcheck shell=bash
# SPDX-License-Identifier: GPL-2.0-only
#
# The runner behind "./outage test", read by the launcher: the GoogleTest program on all cores, then
# the scripts, one line each; the builds of test/build run beside both, since many tests wait.
# Takes from the launcher: tree, build, log, die.
# shellcheck disable=SC2154

test_help()
{
    cat <<'END'
outage test - build everything and run the tests

Usage:  ./outage test [NAME...]

Runs the unit and property tests (GoogleTest program dhcp-backup-tests, on all cores) and
the scripts test/build/*.sh, test/launcher/*.sh and test/cli/*.sh. Each prints one line,
ok, FAILED or skipped, and its output when it failed, or what it misses. The last line is "N passed, N failed": every
GoogleTest test and every script counts as one.

Arguments:
  NAME   run only tests whose name (Suite.Test) or path (test/cli/x.sh) contains NAME, upper
         and lower case distinguished; with several NAMEs those that match any of them

The first call may install packages: see ./outage --help.

Files written:  test.log in the build folder (whole output of the last call)
Exit codes:     0 all passed; 1 a test or the build failed; 2 nothing matches NAME, or
                packages are missing and were not installed
Examples:
  ./outage test
  ./outage test LeaseMirror. ServerMachine.
  ./outage test test/cli
END
}

passed=0
failed=0
# A script that ends with this code has tested nothing; its last line tells what it misses.
SKIPPED_CODE=77

# report NAME SECONDS OK OUTPUT-FILE: one line, and the output of what failed.
report()
{
    if [[ $3 == yes ]]; then
        printf 'ok      %s (%d s)\n' "$1" "$2"
    else
        printf 'FAILED  %s (%d s)\n' "$1" "$2"
        tail -n 200 "$4" | sed 's/^/        /'
    fi
}

# Prints "passed failed" of one GoogleTest log; the output of failed tests goes to file $2.
# A test that was begun and not ended has crashed.
count_google_tests()
{
    awk -v failures="$2" '
        /^\[ RUN      \] / { name = $4; text = "" }
        name != "" { text = text $0 "\n" }
        name != "" && index($0, "[       OK ] " name) { passed++; name = "" }
        name != "" && index($0, "[  SKIPPED ] " name) { name = "" }
        name != "" && index($0, "[  FAILED  ] " name) { fail() }
        function fail() { failed++; printf "%s", text >> failures; name = "" }
        END {
            if (name != "") { text = text "The test program ended inside " name ".\n"; fail() }
            print passed + 0, failed + 0
        }' "$1"
}

# Names of the tests that wait in real time, those that contain one of the arguments (all without).
real_time_tests()
{
    local name part
    while IFS= read -r name; do
        for part in "${@:-}"; do
            if [[ $name == *"$part"* ]]; then
                printf '%s\n' "$name"
                break
            fi
        done
    done < <(cd "$build/test-run/0" &&
        "$build/bin/dhcp-backup-tests" --gtest_list_tests --gtest_filter='*RealTime*' |
        awk '/^[^ ].*[.]/ { suite = $1 } /^  / { print suite $1 }')
}

# Runs the GoogleTest program on all cores; arguments: parts of test names. Tests with RealTime in
# their names wait most of the time: each has a process of its own besides.
run_google_tests()
{
    local program=$build/bin/dhcp-backup-tests cores i filter='*' start=$SECONDS
    local work=$build/test-run ok=0 bad=0 good=yes good_here bad_here code waiting=() name
    [[ -x $program ]] || die 1 "the test program was not built; $log tells what it misses"
    if (($#)); then
        printf -v filter '*%s*:' "$@"
    fi
    cores=$(nproc)
    for ((i = 0; i < cores; i++)); do
        mkdir -p "$work/$i" # each its own folder: they run side by side
        (cd "$work/$i" && GTEST_TOTAL_SHARDS=$cores GTEST_SHARD_INDEX=$i exec "$program" \
            --gtest_color=no --gtest_filter="$filter-*RealTime*") >"$work/$i.log" 2>&1 </dev/null &
        pids+=($!)
    done
    mapfile -t waiting < <(real_time_tests "$@")
    for name in "${waiting[@]}"; do
        mkdir -p "$work/$i"
        (cd "$work/$i" && exec "$program" --gtest_color=no --gtest_filter="$name") \
            >"$work/$i.log" 2>&1 </dev/null &
        pids+=($!)
        i=$((i + 1))
    done
    for ((i = 0; i < ${#pids[@]}; i++)); do
        code=0
        wait "${pids[i]}" || code=$?
        read -r good_here bad_here < <(count_google_tests "$work/$i.log" "$work/failures")
        if ((code != 0 && bad_here == 0)); then
            bad_here=1
            { tail -n 20 "$work/$i.log"; echo "The test program ended with code $code."; } \
                >>"$work/failures"
        fi
        ok=$((ok + good_here)) bad=$((bad + bad_here))
        cat "$work/$i.log" >>"$test_log"
    done
    passed=$((passed + ok)) failed=$((failed + bad))
    ((bad == 0)) || good=no
    ((ok + bad == 0)) ||
        report "dhcp-backup-tests: $ok passed, $bad failed" $((SECONDS - start)) $good \
            "$work/failures"
}

run_script()
{
    local good=yes code=0 start=$SECONDS output=$build/test-run/${1//\//-}.log
    (cd "$tree" && exec bash "$1") >"$output" 2>&1 </dev/null || code=$?
    ((code == 0)) || good=no
    { echo "=== $1"; cat "$output"; } >>"$test_log"
    if ((code == SKIPPED_CODE)); then
        printf 'skipped %s: %s\n' "$1" "$(tail -n 1 "$output")"
        return
    fi
    if [[ $good == yes ]]; then
        passed=$((passed + 1))
    else
        failed=$((failed + 1))
    fi
    report "$1" $((SECONDS - start)) $good "$output"
}

# The test scripts whose path contains one of the arguments (all without arguments).
test_scripts()
{
    local path part
    for path in "$tree"/test/{build,launcher,cli}/*.sh; do
        [[ -f $path ]] || continue
        for part in "${@:-}"; do
            if [[ ${path#"$tree"/} == *"$part"* ]]; then
                printf '%s\n' "${path#"$tree"/}"
                break
            fi
        done
    done
}

# Of the scripts on stdin those that build, out of the way of tests that run in real time.
run_builds()
{
    local script
    renice -n 10 "$BASHPID" >/dev/null
    while read -r script; do
        [[ $script != test/build/* ]] || run_script "$script"
    done
    printf '%d %d\n' "$passed" "$failed" >"$build/test-run/builds"
}

run_tests()
{
    local script test_log=$build/test.log lanes=$build/test-run
    : >"$test_log"
    rm -rf "$lanes"
    mkdir -p "$lanes"
    export DHCPBACKUP_BUILD_DIR=$build
    test_scripts "$@" >"$lanes/scripts"
    local pids=() builds built broken
    set -m # the builds are a process group, to be stopped as a whole
    run_builds <"$lanes/scripts" &
    builds=$!
    set +m
    trap 'kill "${pids[@]}" -- "-$builds" 2>/dev/null; die 130 "interrupted"' INT TERM
    run_google_tests "$@"
    while read -r script; do
        [[ $script == test/build/* ]] || run_script "$script"
    done <"$lanes/scripts"
    wait "$builds"
    trap - INT TERM
    read -r built broken <"$lanes/builds"
    passed=$((passed + built)) failed=$((failed + broken))
    ((passed + failed > 0)) || die 2 "no test and no script has a name that contains: $*"
    ((failed == 0)) || printf 'the whole output is in %s\n' "$test_log"
    printf '%d passed, %d failed\n' "$passed" "$failed"
    ((failed == 0))
}
