#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0-only
#
# The manual pages and the refusals of the launcher, none of which installs, builds or writes.

source "$(dirname "${BASH_SOURCE[0]}")/fake-tree.bash"
make_tree

for words in --help -h help "help help"; do
    # shellcheck disable=SC2086 # two words are two arguments
    expect 0 "$tree/outage" $words
    says "Usage:  ./outage"
    says "DHCPBACKUP_BUILD_DIR"
    says "libns3-dev"
    says "Exit codes:"
    says "Examples:"
done
for verb in test setup; do
    expect 0 "$tree/outage" "$verb" --help
    says "Usage:  ./outage $verb"
    cp "$out" "$scratch/page"
    expect 0 "$tree/outage" help "$verb"
    cmp -s "$out" "$scratch/page" || fail "help $verb and $verb --help differ"
done
awk 'length > 100 {exit 1}' "$out" || fail "a line of the manual is too long"
expect 0 "$tree/outage" --version
says "dhcp-backup 1.2.3"

# Nothing to do: the manual, as an error.
expect 2 "$tree/outage"
says "Usage:  ./outage"

# Refusals name what is known.
expect 2 "$tree/outage" rnu
says "no verb 'rnu'; there are: run compare sweep solve live validate check"
expect 2 "$tree/outage" --yess run
says "no option --yess"
expect 2 "$tree/outage" test --fast
says "test has no option --fast"
expect 2 "$tree/outage" setup now
says "setup takes no argument: now"
[[ ! -e $tree/build ]] || fail "something was built"

# The pages of the other verbs are the program's.
expect 0 "$tree/outage" --no-install help run
says "argument <run>"
says "argument <--help>"
says_not "server-outage.json"
expect 0 "$tree/outage" --no-install check --help
says "argument <--help>"

# The launcher and the real program know the same verbs.
if [[ -x $real_program ]]; then
    expect 0 "$real_program" --help
    grep -oE '^(usage:)? +dhcp-outage [a-z]+' "$out" | awk '{print $NF}' | sort >"$scratch/program"
    expect 0 sed -n 's/^PROGRAM_VERBS=(\(.*\))$/\1/p' "$tree/outage"
    tr ' ' '\n' <"$out" | sort >"$scratch/launcher"
    cp "$scratch/program" "$out"
    cmp -s "$scratch/launcher" "$scratch/program" || fail "the program knows other verbs"
fi
