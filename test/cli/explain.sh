#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0-only
#
# One subscriber's story from a results folder; wrong folders, subscribers and designs are refused.

source "$(dirname "$0")/common.bash"

expect 2 'which results? For example results/latest' "$outage" explain
expect 2 'nowhere is no results folder' "$outage" explain nowhere
small '"run": { "seed": 7 }'
"$outage" run small.json --quiet >run.log

expect 0 'its lease ran out: nobody answered' "$outage" explain results/latest --design plain
expect 0 'It kept 10.0.' "$outage" explain results/latest --design relay-backup
! grep -q 'warning:' said || fail "the run was not repeated exactly: $(cat said)"
# The default is whoever was without an address longest.
worst=$(awk -F, 'NR > 1 && $3 != "switched-on" && $6 + 0 > max { max = $6; who = $2 } END { print who }' \
    results/latest/outages.csv)
expect 0 "subscriber $worst " "$outage" explain results/latest --design plain
expect 0 'subscriber 3 (02:01:00:00:00:03) behind relay 1, plain' \
    "$outage" explain results/latest --mac 02:01:00:00:00:03

expect 2 "'me' is no hardware address" "$outage" explain results/latest --mac me
expect 2 'nobody has the hardware address 02:01:00:00:00:14' \
    "$outage" explain results/latest --mac 02:01:00:00:00:14
expect 2 'did you mean "plain"?' "$outage" explain results/latest --design plian
expect 2 'unknown option --mca; did you mean "--mac"?' "$outage" explain results/latest --mca 1
echo '{' >results/latest/manifest.json
expect 2 'manifest.json is damaged' "$outage" explain results/latest
