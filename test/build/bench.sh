#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0-only
#
# The benchmarks build, and measure small networks.

source "$(dirname "$0")/common.bash"
need_build

quietly cmake --build "$build" --target bench
quietly "$build/bin/dhcp-backup-bench" --quick --results "$work"
awk -F, 'NR > 1 && ($4 <= 0 || ($1 != "packet floor" && $6 <= 0)) {exit 1}' "$work/bench.csv" ||
    fail "a rate is missing: $(cat "$work/bench.csv")"
if "$build/bin/dhcp-backup-bench" --quick --results "$work/none" >/dev/null 2>"$work/error"; then
    fail "a folder that is not there is no error"
fi
grep -q "cannot write $work/none" "$work/error" || fail "the error does not name the folder"
echo "benchmarks: built, small networks measured"
