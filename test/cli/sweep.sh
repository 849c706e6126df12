#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0-only
#
# Sweeps: every combination, nothing run twice, interrupted and gone on, holes, bad input.

source "$(dirname "$0")/common.bash"

small '"require": ["leases_lost == 0"]'
vary=(--vary 'faults[0].for=2min..14min/3' --vary 'leases.time=10min,20min' --replications 2)
expect 0 '[6/6] ' "$outage" sweep small.json "${vary[@]}"
folder=$(sed -n 's/^results of the sweep: //p' said)
grep -qF 'faults[0].for=14min, leases.time=20min: renewal_survival plain ' said || fail "no line of a point: $(cat said)"
head -n 1 "$folder/sweep.csv" | grep -qxF 'faults[0].for,leases.time,design,metric,unit,runs,mean,low,high,require_met' ||
    fail "the heading of sweep.csv is $(head -n 1 "$folder/sweep.csv")"
[[ $(grep -c ',plain,leases_lost,1,2,' "$folder/sweep.csv") == 6 ]] || fail "sweep.csv lacks points"
grep -q '^2min,20min,plain,leases_lost,1,2,0,0,0,1$' "$folder/sweep.csv" || fail "a point is wrong"
grep -q '^14min,10min,plain,leases_lost,.*,0$' "$folder/sweep.csv" || fail "a threshold is kept that is not"
grep -q 'Heat maps' "$folder/report.html" || fail "no heat maps"

# A point is the same as a run of its scenario.
sed 's/"for": "15min"/"for": "14min"/' small.json >point.json
expect 3 'results of' "$outage" run point.json --replications 2 --quiet
diff <(grep '^plain,' results/latest/intervals.csv) \
    <(sed -n 's/^14min,10min,\(plain,.*\),[01]$/\1/p' "$folder/sweep.csv") || fail "a point differs from its run"

# The same sweep again runs nothing, and says the same; more replications go on from there.
cp -r "$folder" before
expect 0 '[6/6] ' "$outage" sweep small.json "${vary[@]}"
grep -q ' left$' said && fail "something was run again: $(cat said)"
for file in sweep.csv report.html manifest.json; do
    cmp -s "$folder/$file" "before/$file" || fail "$file differs"
done
[[ -z $(ls -A "$folder" | grep running) ]] || fail "files of runs are left"

# Curves; other metrics; other values of the same path go on in the same folder.
expect 0 'client_outages plain' "$outage" sweep small.json --vary 'faults[0].for=2min,14min' \
    --replications 1 --metric client_outages
one=$(sed -n 's/^results of the sweep: //p' said)
expect 0 'results of the sweep: '"$one" "$outage" sweep small.json --vary 'faults[0].for=2min,8min,14min' \
    --replications 1 --metric client_outages
grep -q 'Curves' "$one/report.html" || fail "no curves"

# Interrupted: what is complete is kept.
sed 's/"count": 20/"count": 800/' small.json >large.json
long=("$outage" sweep large.json --vary 'faults[0].for=2min..14min/4' --replications 1 --results cut)
"${long[@]}" >said 2>&1 &
sweep=$!
for _ in $(seq 600); do
    grep -q '^\[1/4\]' said && break
    sleep 0.05
done
kill -INT "$sweep"
code=0
wait "$sweep" || code=$?
[[ $code == 130 ]] || fail "interrupted sweep ended with $code: $(cat said)"
grep -q 'interrupted; the same command goes on where this one stopped' said || fail "not told how to go on: $(cat said)"
[[ -z $(ls -A cut/* | grep running) ]] || fail "files of runs are left: $(ls -A cut/*)"
expect 0 '[4/4] ' "${long[@]}"
first=$(grep -n -m 1 ' left$' said | cut -d: -f1)
[[ ${first:-9} -gt 2 ]] || fail "the point that was complete was run again: $(cat said)"

# A run that crashes is a hole, and the next call fills it.
"${long[@]}" --seed 2 >said 2>&1 &
sweep=$!
for _ in $(seq 100); do
    mapfile -t runs < <(cat "/proc/$sweep/task/$sweep/children" | tr ' ' '\n' | grep .)
    [[ ${#runs[@]} -gt 0 ]] && break
    sleep 0.05
done
kill -SEGV "${runs[0]}"
code=0
wait "$sweep" || code=$?
[[ $code == 1 ]] || fail "a sweep with a hole ended with $code: $(cat said)"
grep -q '^FAILED   plain, run 1: killed by Segmentation fault' said || fail "no hole: $(cat said)"
command=$(sed -n 's/^ *dhcp-outage \(run .*\)/\1/p' said)
# shellcheck disable=SC2086 # words of a command
expect 3 'results of' "$outage" $command --quiet
expect 0 '[4/4] ' "${long[@]}" --seed 2

# Bad input.
expect 2 'holds a sweep; explain tells of the results of run or compare' "$outage" explain "$folder"
expect 2 'the scenario has no lease; did you mean "leases"?' "$outage" sweep small.json --vary lease.time=1h
expect 2 'what is to be varied?' "$outage" sweep small.json
expect 2 'no such metric; did you mean "client_outages"?' "$outage" sweep small.json --vary leases.time=1h --metric client_outage
expect 2 'wall_time: differs from machine to machine' "$outage" sweep small.json --vary leases.time=1h --metric wall_time
python3 - "$folder/results.sqlite" <<'END'
import sqlite3, sys
sqlite3.connect(sys.argv[1]).execute("PRAGMA user_version = 9")
END
expect 2 'results.sqlite is of format 9, and this version' "$outage" sweep small.json "${vary[@]}"
