#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0-only
#
# How the launcher deals with missing packages. Every command that could install something, or say
# who we are, is a stand-in; so are cmake and ninja.

source "$(dirname "${BASH_SOURCE[0]}")/fake-tree.bash"
make_tree
bin=$scratch/bin
calls=$scratch/calls
installed=$scratch/installed

# stand_in NAME: a command that writes its call down and then does what stdin says.
stand_in()
{
    rm -f "$bin/$1"
    { printf '#!/bin/bash\necho "%s $*" >>"%s"\n' "$1" "$calls"; cat; } >"$bin/$1"
    chmod +x "$bin/$1"
}

mkdir "$bin"
ln -s /usr/bin/* "$bin/"
stand_in dpkg-query <<END
shift 2
for name; do if grep -qx "\$name" "$installed"; then echo "\$name installed"; fi; done
END
stand_in apt-get <<END
echo "with \$DEBIAN_FRONTEND \$RUNLEVEL" >>"$calls"
if [[ -x "$scratch/policy-rc.d" ]]; then "$scratch/policy-rc.d" || echo "policy \$?" >>"$calls"; fi
if [[ -e "$scratch/apt-fails" ]]; then echo "E: no network"; exit 100; fi
[[ \$1 == update ]] || printf '%s\n' "\${@:4}" >>"$installed"
END
stand_in id <<END
echo "\${FAKE_UID:-0}"
END
stand_in sudo <<'END'
if [[ $1 == -n ]]; then exit "${FAKE_SUDO_NEEDS_PASSWORD:-0}"; fi
exec "$@"
END
stand_in cmake <<'END'
mkdir -p "$4"
printf 'CMAKE_HOME_DIRECTORY:INTERNAL=%s\nCMAKE_CACHEFILE_DIR:INTERNAL=%s\n' "$2" "$4" >"$4/CMakeCache.txt"
touch "$4/build.ninja"
END
stand_in ninja <<'END'
mkdir -p "$2/bin"
ln -sf /bin/echo "$2/bin/dhcp-outage"
ln -sf /bin/true "$2/bin/dhcp-backup-tests"
END
export PATH=$bin
export DHCPBACKUP_POLICY=$scratch/policy-rc.d # whether daemons may start

# begin LACKING...: a fresh build folder on a machine that has all packages but LACKING.
begin()
{
    rm -rf "$tree/build" "$scratch/apt-fails"
    : >"$calls"
    (
        eval "$(sed -n '/^RUN_PACKAGES=(/,/^    busybox .*)$/p' "$tree/outage")"
        printf '%s\n' "${RUN_PACKAGES[@]}" "${TEST_PACKAGES[@]}" "${LIVE_PACKAGES[@]}"
    ) | grep -vxF "$(printf '%s\n' "${@:-none}")" >"$installed"
}

called()
{
    grep -qF -- "$1" "$calls" || fail "not called: $1"
}

called_not()
{
    ! grep -qF -- "$1" "$calls" || fail "called: $1"
}

# shellcheck disable=SC2154 # tree, scratch and out come from fake-tree.bash
launch=("$tree/outage" check x.json)
install="apt-get install -y --no-install-recommends ninja-build libgsl-dev"

# All there: nothing asked, nothing installed, and the second call does not even look.
begin
expect 0 "${launch[@]}"
called dpkg-query
called_not apt-get
: >"$calls"
expect 0 "${launch[@]}"
called_not dpkg-query
called_not cmake

# Root without a terminal: the exact line, nothing installed, unless CI or --yes agrees beforehand.
begin ninja-build libgsl-dev
expect 2 "${launch[@]}"
says "    apt-get update && $install"
says_not "sudo apt-get"
called_not apt-get
! yes | "${launch[@]}" >"$out" 2>&1 || fail "words on a pipe are no consent"
called_not apt-get
for consent in CI=true OUTAGE_YES=1; do
    begin ninja-build libgsl-dev
    expect 0 env "$consent" "${launch[@]}"
    called "apt-get update"
    called "$install"
    called "with noninteractive 1"
    says "check x.json"
done
begin ninja-build libgsl-dev
expect 0 "$tree/outage" --yes check x.json
called "$install"
called_not sudo

# Real servers only when they are asked for, and none of their daemons starts: Debian's packages ask
# a policy, which says 101 while they are installed. A policy that is there already stays.
begin kea-dhcp4-server
expect 0 "$tree/outage" --yes setup
called_not kea-dhcp4-server
called_not apt-get
begin kea-dhcp4-server
expect 0 "$tree/outage" --yes setup --live
called "apt-get install -y --no-install-recommends kea-dhcp4-server"
called "policy 101"
[[ ! -e $DHCPBACKUP_POLICY ]] || fail "the policy is still there"
begin kea-dhcp4-server
printf '#!/bin/sh\nexit 7\n' >"$DHCPBACKUP_POLICY"
chmod +x "$DHCPBACKUP_POLICY"
expect 0 "$tree/outage" --yes setup --live
called "policy 7"
grep -q 'exit 7' "$DHCPBACKUP_POLICY" || fail "the machine's own policy is gone"
rm "$DHCPBACKUP_POLICY"
expect 2 "$tree/outage" test --live

# Root on a terminal is asked.
begin ninja-build libgsl-dev
expect_on_terminal 2 'n\n' "${launch[@]}"
says "[Y/n]"
says "$install"
called_not apt-get
expect_on_terminal 0 '\n' "${launch[@]}"
called "$install"

# A user with sudo: asked on a terminal; without one the line, unless sudo needs no password.
export FAKE_UID=1000
begin ninja-build libgsl-dev
expect 2 "${launch[@]}"
says "    sudo apt-get update && sudo $install"
called_not apt-get
expect_on_terminal 2 'n\n' "${launch[@]}"
called_not apt-get
expect_on_terminal 0 'y\n' "${launch[@]}"
called "sudo env DEBIAN_FRONTEND=noninteractive RUNLEVEL=1 $install"
begin ninja-build libgsl-dev
expect 2 env CI=true FAKE_SUDO_NEEDS_PASSWORD=1 "${launch[@]}"
called_not apt-get
expect 0 env CI=true "${launch[@]}"
called "$install"

# A user without sudo: the line, whatever was agreed.
mv "$bin/sudo" "$scratch/sudo"
begin ninja-build libgsl-dev
expect 2 env CI=true "${launch[@]}"
says "$install"
says_not "sudo apt-get"
expect_on_terminal 2 'y\n' "${launch[@]}"
called_not apt-get
mv "$scratch/sudo" "$bin/sudo"
unset FAKE_UID

# Not installing on demand: it is said once, and the build that succeeds is believed afterwards.
begin gnuplot-nox
expect 0 "$tree/outage" --no-install check x.json
says "missing: gnuplot-nox"
called_not apt-get
expect 0 "${launch[@]}"
says_not gnuplot-nox

# The packages of the tests are needed for the tests only.
begin tshark
expect 0 "${launch[@]}"
expect 2 "$tree/outage" test
says "missing: tshark"

# apt-get fails: its last words, the line, exit code 2, and the next call tries again.
begin ninja-build libgsl-dev
touch "$scratch/apt-fails"
expect 2 "$tree/outage" --yes check x.json
says "E: no network"
says "$install"
called_not "ninja -C"
rm "$scratch/apt-fails"
expect 0 "$tree/outage" --yes check x.json

# No Debian: what is needed is named, and the build is tried.
begin ninja-build
rm "$bin/apt-get"
expect 0 "${launch[@]}"
says "no apt-get here"
says "ninja-build"
says "check x.json"
