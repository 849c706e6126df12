#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0-only
#
# Many runs of a scenario: intervals, early stop, holes of runs that crash, results of another
# version.

source "$(dirname "$0")/common.bash"

# columns FILE PATTERN COLUMN: a column of the lines of a CSV file that match.
column()
{
    grep -- "$2" "$1" | cut -d, -f"$3" | sort -u | tr '\n' ' '
}

small '"require": ["client_outage_total >= 0"]'
expect 0 'small, seed 1, run 1 to 3: 20 subscribers' "$outage" run small.json --replications 3
[[ $(readlink results/latest) == small-*-s1-r1-3 ]] || fail "the folder is $(readlink results/latest)"
grep -q '^met      plain: client_outage_total >= 0, found .* at worst in 3 runs$' said ||
    fail "no verdict over runs: $(cat said)"
grep -qE 'time without address, all clients \[s\] +[0-9]+ \+- [0-9]+' said || fail "no interval: $(cat said)"
[[ $(column results/latest/metrics.csv ',plain,leases_lost,' 3) == '1 2 3 ' ]] || fail "metrics.csv lacks runs"
[[ $(column results/latest/intervals.csv '^plain,leases_lost,' 4) == '3 ' ]] || fail "no interval of three"

# Each replication is the run of its number; the timeline is the first one's.
expect 0 'results of' "$outage" run small.json --run 2 --results second --quiet
for design in plain relay-backup; do
    diff <(grep ",2,$design," results/latest/metrics.csv) <(grep ",2,$design," second/latest/metrics.csv) ||
        fail "replication 2 of $design is not run 2"
done
expect 0 'results of' "$outage" run small.json --results first --quiet
cmp -s results/latest/timeline.csv first/latest/timeline.csv || fail "the timeline is not run 1's"

# compare makes ten runs unless told otherwise, and the same bytes again.
expect 0 'run 1 to 10: ' "$outage" compare small.json --results ten --quiet
grep -q 'storm at the server' said || fail "no comparison: $(cat said)"
expect 0 'results of' "$outage" compare small.json --results again --quiet
for plot in ten/latest/plots/comparison.svg ten/latest/plots/comparison.png; do
    [[ $(stat -c %s "$plot") -gt 5000 ]] || fail "$plot shows nothing"
done
diff -r --exclude=environment.json ten/latest/ again/latest/ || fail "two studies differ"

# Enough is enough: outages of some minutes agree within a half.
small '"run": { "replications": 8, "stopAt": { "halfWidth": 0.5 } }'
expect 0 'stopped after 3 replications: the intervals of client_outage_total' "$outage" compare small.json
[[ $(column results/latest/metrics.csv ',plain,leases_lost,' 3) == '1 2 3 ' ]] || fail "other runs are left"

# One design alone.
small '"require": ["plain: leases_lost >= 0", "relay-backup: leases_lost >= 0"]'
expect 0 'met      plain: leases_lost >= 0' "$outage" run small.json --design plain --results alone
grep -q 'relay-backup' said && fail "another design was run: $(cat said)"
expect 2 'the scenario has no design plian; did you mean "plain"?' "$outage" run small.json --design plian
expect 2 '--replications needs a whole number from 1 to 10000' "$outage" run small.json --replications 0
expect 2 '--replications needs a whole number from 1 to 2, not' "$outage" run small.json \
    --run 9007199254740990 --replications 3

# A run that crashes is a hole with the command that repeats it.
sed 's/"count": 20/"count": 4000/' small.json >large.json
"$outage" run large.json --replications 2 --results holes >said 2>&1 &
study=$!
for _ in $(seq 100); do
    mapfile -t runs < <(cat "/proc/$study/task/$study/children" | tr ' ' '\n' | grep .)
    [[ ${#runs[@]} -gt 0 ]] && break
    sleep 0.05
done
kill -SEGV "${runs[0]}"
code=0
wait "$study" || code=$?
[[ $code == 1 ]] || fail "a study with a hole ended with $code: $(cat said)"
grep -q '^FAILED   plain, run 1: killed by Segmentation fault' said || fail "no hole: $(cat said)"
grep -q '  dhcp-outage run large.json --seed 1 --run 1 --replications 1 --design plain$' said ||
    fail "no command: $(cat said)"
grep -q '"reason": "killed by Segmentation fault"' holes/latest/summary.json || fail "summary.json lacks it"
[[ $(column holes/latest/metrics.csv ',plain,leases_lost,' 3) == '2 ' ]] || fail "run 2 is missing"
[[ $(column holes/latest/metrics.csv ',relay-backup,leases_lost,' 3) == '1 2 ' ]] || fail "runs are missing"
expect 2 'the results have no design plain' "$outage" explain holes/latest --design plain

# Results of another version.
sed -i 's/"format": 1/"format": 9/' alone/latest/manifest.json
expect 2 'manifest.json is of format 9, and this version of the program reads and writes format 1' \
    "$outage" explain alone/latest
