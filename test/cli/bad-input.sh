#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0-only
#
# Wrong command lines and scenarios get one message with the place and the way out, and leave nothing.

source "$(dirname "$0")/common.bash"

expect 2 'unknown verb runn; did you mean "run"?' "$outage" runn
expect 2 'which scenario?' "$outage" run
expect 2 'profiles takes no argument: dhclient' "$outage" profiles dhclient
expect 0 'dhclient: ' "$outage" profiles
expect 2 'hazards takes no argument: H1' "$outage" hazards H1
expect 2 '--seed needs a value' "$outage" run x.json --seed
expect 2 'unknown option --sede; did you mean "--seed"?' "$outage" run x.json --sede 1
expect 2 'nowhere.json' "$outage" run nowhere.json
small '"leasse": {}'
expect 2 'did you mean "leases"?' "$outage" run small.json
expect 2 'did you mean "leases"?' "$outage" check small.json
small '"run": { "duration": 90 }'
expect 2 'run.duration' "$outage" run small.json
small '"server": { "serviceTime": "-1ms" }'
expect 2 'server.serviceTime' "$outage" run small.json
echo '{ "name": "x", ' >small.json
expect 2 'small.json:' "$outage" run small.json
small '"run": { "seed": 3 }'
expect 2 "--seed needs a whole number from 1 to 4294967295, not 'many'" "$outage" run small.json --seed many
[[ ! -e results ]] || fail "a refused run left results behind"

# More subscribers than addresses: warned, and run.
small '"leases": { "time": "10min", "poolPerRelay": 5 }'
sed -i '/"leases": { "time": "10min" },/d' small.json
expect 0 'warning: ' "$outage" run small.json
grep -q '"pool exhausted"' results/latest/summary.json || fail "the pool was not exhausted"

# More memory than there is: refused with the figures before anything is built, unless forced.
rm -rf results
small '"x-note": 1'
sed -i 's/"count": 20/"count": 10000000/' small.json
expect 2 'a run of small needs about 230 GB of memory, and' "$outage" run small.json
expect 2 '--force to run it all the same' "$outage" compare small.json
expect 2 'needs about 230 GB' "$outage" sweep small.json --vary leases.time=10min,20min
[[ ! -e results ]] || fail "a run that does not fit left results behind"

# An interrupt ends a big run: on a terminal the bar is taken away, and nothing is left.
small '"run": { "duration": "20h" }'
sed -i 's/"count": 20/"count": 20000, "model": "population"/' small.json
script -qec "$outage run small.json" /dev/null >said 2>&1 </dev/null &
until compgen -G 'results/.running-*' >/dev/null; do sleep 0.1; done
until grep -q '%' said; do sleep 0.1; done
program=$(ls -d results/.running-*)
kill -INT "${program#results/.running-}"
wait $! && fail "an interrupted run ended well"
tail -c 120 said | grep -qF $'\r\033[Kdhcp-outage: ' || fail "the bar was not taken away: $(tail -c 200 said | cat -v)"
grep -qF 'nothing was written' said || fail "an interrupted run did not say so: $(cat -v said)"
[[ -z $(ls -A results) ]] || fail "an interrupted run left $(ls -A results)"
