#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0-only
#
# The smallest and the largest value that meets the thresholds, and what cannot be searched.

source "$(dirname "$0")/common.bash"

small '"require": ["plain: leases_lost == 0"]'
range=(--range 10min..1h/26 --replications 2)
expect 0 '26 values between 10min and 1h' "$outage" solve small.json --smallest leases.time "${range[@]}"
grep -qE '^\[1\] leases.time=1h: all met$' said || fail "the far end is not tried first: $(cat said)"
[[ $(grep -c '^\[' said) -le 7 ]] || fail "too many steps: $(cat said)"
found=$(sed -n 's/^smallest leases.time that meets the thresholds: \([^ ]*\) (.* does not)$/\1/p' said)
before=$(sed -n 's/^smallest leases.time that meets the thresholds: [^ ]* (\(.*\) does not)$/\1/p' said)
[[ -n $found && -n $before ]] || fail "nothing found: $(cat said)"
folder=$(sed -n 's/^results of the search: //p' said)
grep -q 'Curves' "$folder/report.html" || fail "no curve"

# What was found is met by a run, and what is before it is not.
sed "s/\"time\": \"10min\"/\"time\": \"$found\"/" small.json >good.json
expect 0 'met      plain' "$outage" run good.json --replications 2 --quiet
sed "s/\"time\": \"10min\"/\"time\": \"$before\"/" small.json >bad.json
expect 3 'NOT MET  plain' "$outage" run bad.json --replications 2 --quiet

# The largest; the end of the range; none at all.
expect 0 'largest faults[0].for that meets the thresholds: ' \
    "$outage" solve small.json --largest 'faults[0].for' --range 1min..15min/15 --replications 1
grep -qE '\[1\] faults\[0\].for=1min: all met' said || fail "the far end is not tried first: $(cat said)"
expect 0 'smallest leases.time that meets the thresholds: 1h, the end of the range' \
    "$outage" solve small.json --smallest leases.time --range 1h..2h/2 --replications 1
expect 3 'no leases.time between 10min and 12min meets the thresholds' \
    "$outage" solve small.json --smallest leases.time --range 10min..12min/3 --replications 1

expect 2 'Either --smallest PATH or --largest PATH' "$outage" solve small.json --range 1h..2h
expect 2 '--range FROM..TO is needed' "$outage" solve small.json --smallest leases.time
expect 2 'did you mean "leases"?' "$outage" solve small.json --smallest lease.time --range 1h..2h
small
expect 2 'has no thresholds ("require")' "$outage" solve small.json --smallest leases.time --range 1h..2h
