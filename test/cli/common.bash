# SPDX-License-Identifier: GPL-2.0-only
#
# Shared by the scripts in this folder; sourced, not run.
#
# Sets: tree (the module's folder), outage (the command line program), work (a folder that is
# removed at the end and the present one).

set -euo pipefail
export LC_ALL=C

tree=$(dirname "$(dirname "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")")")
outage=${DHCPBACKUP_BUILD_DIR:-$tree/build/release}/bin/dhcp-outage
work=$(mktemp -d "${TMPDIR:-/tmp}/dhcp-backup-cli-test.XXXXXX")
trap 'chmod -R u+w "$work"; rm -rf "$work"' EXIT
cd "$work"

# fail MESSAGE
fail()
{
    printf '%s: %s\n' "$(basename "$0")" "$*" >&2
    exit 1
}

# expect CODE TEXT COMMAND...: the command ends with the code and says the text on stderr or stdout.
expect()
{
    local code=$1 text=$2 found=0
    shift 2
    "$@" >said 2>&1 || found=$?
    [[ $found == "$code" ]] || fail "'$*' ended with $found, not $code: $(cat said)"
    grep -qF -- "$text" said || fail "'$*' did not say '$text' but: $(cat said)"
}

# A scenario that takes a moment only: small LINES... (members of the JSON object).
small()
{
    cat >small.json <<END
{
  "name": "small",
  "subscribers": { "count": 20, "arrival": { "kind": "steady", "within": "5min" } },
  "network": { "relays": 2 },
  "leases": { "time": "10min" },
  "faults": [ { "kind": "server-crash", "at": "20min", "for": "15min" } ],
  $*
}
END
}
