#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0-only
#
# Live runs that are interrupted or killed leave no server and no folder behind.

source "$(dirname "${BASH_SOURCE[0]}")/common.bash"

export TMPDIR=$work # where the keeper's folder is
cat >live.json <<END
{
  "name": "live",
  "subscribers": { "count": 4, "model": "population", "arrival": { "within": "1s" } },
  "leases": { "time": "30s" },
  "server": { "real": "kea" },
  "designs": [ "plain" ],
  "run": { "duration": "60s" }
}
END
"$outage" live live.json --quiet >said 2>&1 &
first=$!

# await WHAT COMMAND...: until the command succeeds.
await()
{
    local what=$1 i
    shift
    for ((i = 0; i < 150; i++)); do
        ! "$@" || return 0
        sleep 0.1
    done
    fail "$what: $(cat said)"
}

is_up() { grep -qs DHCP4_STARTED "$work"/dhcp-backup-live-*/server.log || ! kill -0 "$1"; }
is_gone() { ! compgen -G "$work/dhcp-backup-live-*" >/dev/null && ! kill -0 "$server" 2>/dev/null; }

await "the server does not start" is_up "$first"
if ! kill -0 "$first" 2>/dev/null; then
    grep -E 'no program|cannot make a network namespace' said >why || fail "$(cat said)"
    cat why
    exit 77
fi
server=$(cat "$work"/dhcp-backup-live-*/*.pid)
kill -INT "$first"
code=0
wait "$first" || code=$?
[[ $code == 130 ]] || fail "an interrupted run ended with $code: $(cat said)"
await "something is left of an interrupted run" is_gone
[[ ! -e results ]] || [[ -z $(ls -A results) ]] || fail "results of an interrupted run: $(ls results)"

# The same run again, killed.
"$outage" live live.json --quiet >said 2>&1 &
second=$!
await "the server does not start again" is_up "$second"
server=$(cat "$work"/dhcp-backup-live-*/*.pid)
kill -KILL "$second"
{ wait "$second" || true; } 2>/dev/null
await "something is left of a killed run" is_gone
