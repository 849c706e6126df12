#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0-only
#
# Several outages in one scenario, and intervals from fewer subscribers: what is left, that an
# interrupted call goes on, and that two processes keep out of each other's way.

source "$(dirname "$0")/common.bash"

# campaign COUNT MEMBERS: two outages of COUNT subscribers.
campaign()
{
    cat >two.json <<END
{
  "name": "two",
  "subscribers": { "count": $1, "model": "population", "arrival": { "kind": "settled" } },
  "network": { "relays": 4 },
  "leases": { "time": "10min" },
  "designs": ["plain", "relay-backup"],
  "outages": [
    { "name": "crash", "faults": [ { "kind": "server-crash", "at": "2min", "for": "15min" } ] },
    { "name": "cut", "faults": [ { "kind": "link-down", "target": "core[0]", "at": "2min", "for": "15min" } ] }
  ],
  $2
}
END
}

campaign 40 '"require": ["relay-backup: leases_lost == 0"],
  "run": { "intervals": { "subscribers": 20, "replications": 3 } }'
expect 0 'crash, 40 subscribers, 1 run of each design' "$outage" compare two.json --quiet
grep -q '^cut, 20 subscribers, 3 runs of each design$' said || fail "no small runs: $(cat said)"
grep -q '^met      crash-20, relay-backup: leases_lost == 0' said || fail "no verdict: $(cat said)"
grep -q '^16 runs took ' said || fail "not 16 runs: $(cat said)"
folder=results/latest
for part in crash crash-20 cut cut-20; do
    for file in report.html timeline.csv results.sqlite plots/outages.svg; do
        [[ -s $folder/$part/$file ]] || fail "$part has no $file"
    done
done
for file in report.html results.sqlite manifest.json environment.json plots/overview.svg plots/overview.png; do
    [[ -s $folder/$file ]] || fail "no $file"
done
grep -q '^cut,20,plain,renewal_survival,share,3,0.5,0.5,0.5$' "$folder/intervals.csv" ||
    fail "two relays are left, so half of the subscribers is behind the cut: $(grep '^cut,20,plain,renewal_s' "$folder/intervals.csv")"
python3 - "$folder/results.sqlite" <<'END'
import sqlite3, sys
runs = sqlite3.connect(sys.argv[1]).execute("SELECT COUNT(*), COUNT(DISTINCT scenario_hash) FROM runs").fetchone()
assert runs == (16, 4), runs
END
expect 2 'holds several studies; explain tells of one: results/latest/crash' "$outage" explain "$folder"
expect 0 'plain' "$outage" explain "$folder/crash" --design plain

# A part is the run of its scenario.
expect 0 'results of' "$outage" run "$folder/cut/scenario.json" --results one --quiet
cmp "$folder/cut/metrics.csv" one/latest/metrics.csv || fail "a part differs from its scenario's run"

# One outage; only the small runs; only the large ones.
expect 0 'crash, 20 subscribers, 3 runs' "$outage" compare two.json --quick --outage crash --quiet
grep -q '^6 runs took ' said || fail "not 6 runs: $(cat said)"
expect 0 '4 runs took ' "$outage" run two.json --quiet
expect 2 'the scenario has no outage crahs; did you mean "crash"?' "$outage" run two.json --outage crahs
expect 0 'compare makes 16 runs in all' "$outage" check two.json
for verb in "sweep two.json --vary leases.time=1h" "solve two.json --smallest relay.mclt --range 0s..1h"; do
    # shellcheck disable=SC2086 # words of a command
    expect 2 'two.json:outages: only run, compare and check know this' "$outage" $verb
done
campaign 40 '"require": []'
expect 2 '--quick needs run.intervals in the scenario' "$outage" compare two.json --quick

# Interrupted: what is complete is kept, and a second process is refused meanwhile.
campaign 20000 '"run": { "replications": 2 }'
long=("$outage" run two.json --results cut)
"${long[@]}" >first 2>&1 &
study=$!
for _ in $(seq 1200); do
    [[ $(find cut -name cost.json 2>/dev/null | wc -l) -gt 0 ]] && break
    sleep 0.05
done
expect 2 'another process works on cut/.unfinished' "${long[@]}"
kill -INT "$study"
code=0
wait "$study" || code=$?
[[ $code == 130 ]] || fail "interrupted study ended with $code: $(cat first)"
grep -q 'interrupted; the same command goes on where this one stopped' first || fail "not told how to go on: $(cat first)"
kept=$(find cut -name cost.json | head -n 1)
before=$(stat -c %Y.%i "$kept")
"${long[@]}" >second 2>&1 &
study=$!
sleep 1
[[ $(stat -c %Y.%i "$kept") == "$before" ]] || fail "a complete run was made again"
code=0
wait "$study" || code=$?
[[ $code == 0 ]] || fail "the second call ended with $code: $(cat second)"
[[ -z $(ls -A cut | grep unfinished) ]] || fail "files are left: $(ls -A cut)"

# A sweep keeps others out, too.
small '"require": []'
sed 's/"count": 20/"count": 2000/' small.json >large.json
sweep=("$outage" sweep large.json --vary 'faults[0].for=2min,14min' --replications 2 --results swept)
"${sweep[@]}" >first 2>&1 &
study=$!
for _ in $(seq 200); do
    [[ -n $(find swept -name .lock 2>/dev/null) ]] && break
    sleep 0.05
done
expect 2 'another process works on swept/small-sweep-' "${sweep[@]}"
kill -INT "$study"
wait "$study" || true
