#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0-only
#
# Result folders: the same bytes for the same input, complete or absent, kept when plots cannot be
# drawn; captures are valid.

source "$(dirname "$0")/common.bash"

small '"run": { "pcap": ["core[0]", "access[3]"] }'
expect 0 'results of small, seed 1, run 1: one/small-' "$outage" run small.json --results one
expect 0 'results of' "$outage" run small.json --results two --quiet
diff -r --exclude=environment.json one/latest/ two/latest/ || fail "two runs differ"
expect 0 'results of' "$outage" run small.json --results two --run 2
cmp -s one/latest/timeline.csv two/latest/timeline.csv && fail "another run number changes nothing"
for file in manifest.json environment.json summary.json results.sqlite timeline.csv outages.csv profiles.csv plots/profiles.svg \
    plots/without-service.svg plots/server-rates.png plots/outages.svg plots/journal.png; do
    [[ -s one/latest/$file ]] || fail "no $file"
done
for pcap in one/latest/*/*.pcap; do
    tshark -n -r "$pcap" -Y '_ws.malformed || _ws.expert.severity >= 6291456' 2>/dev/null >complaints
    [[ -s $pcap && ! -s complaints ]] || fail "$pcap: $(cat complaints)"
done

# The program's PATH without gnuplot: results are kept, one line says so.
mkdir bin
ln -s "$(command -v sh)" bin/sh
expect 0 'plots skipped: gnuplot' env PATH="$work/bin" "$outage" run small.json --results bare
[[ -s bare/latest/summary.json && ! -e bare/latest/plots/outages.svg ]] || fail "results lost"

# Nothing fails, so some figures have no value in any design: the plots are drawn all the same.
small '"designs": ["plain"]'
sed -i '/"faults"/d' small.json
expect 0 "" "$outage" run small.json --results calm
[[ -s calm/latest/plots/comparison.svg ]] || fail "no plots without faults: $(cat said)"
! grep -q 'plots skipped' said || fail "plots are skipped without faults"

# Thresholds: listed first, told by the exit code, and kept with the results.
small '"require": ["leases_lost <= 0", "plain: violations > 0"]'
expect 3 'NOT MET  plain: violations > 0, found 0' "$outage" run small.json --results held
grep -q '^met  *relay-backup: leases_lost <= 0, found 0' said || fail "a verdict is missing"
grep -q '"met": false' held/latest/summary.json || fail "the verdicts are not in summary.json"
small '"require": ["leases_lost >= 0"]'
expect 0 'met      plain: leases_lost >= 0' "$outage" run small.json --results held
small '"require": ["lease_lost >= 0"]'
expect 2 'did you mean "leases_lost"?' "$outage" run small.json --results held

# A results folder that cannot be made.
small
echo >occupied
expect 1 'occupied' "$outage" run small.json --results occupied

# Interrupted half-way: nothing that looks complete, nothing left behind.
"$outage" run "$tree/examples/scenarios/server-outage.json" --results cut >said 2>&1 &
child=$!
for _ in $(seq 100); do
    [[ -n $(ls -A cut 2>/dev/null) ]] && break
    sleep 0.05
done
sleep 0.5
kill -TERM "$child"
code=0
wait "$child" || code=$?
[[ $code == 130 ]] || fail "interrupted run ended with $code: $(cat said)"
[[ -z $(ls -A cut) ]] || fail "interrupted run left $(ls -A cut)"
