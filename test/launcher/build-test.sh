#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0-only
#
# How the launcher builds: only what is needed, from any folder, one at a time, and with errors that
# tell the way out. Real cmake, ninja and compiler on a program of one file.

source "$(dirname "${BASH_SOURCE[0]}")/fake-tree.bash"
make_tree
count_compilers
# Whatever is installed here, no test may install: --no-install leaves packages alone.
launch=("$tree/outage" --no-install)

# The first call, from another folder: builds, says so in a few plain lines, and runs the default.
cd "$scratch"
expect 0 "${launch[@]}" run --seed 5
says "building, "
says "argument <run>"
says "argument <$tree/examples/scenarios/server-outage.json>"
says "argument <5>"
says_not "main.cc"
[[ $(grep -c '^outage: ' "$out") -le 3 ]] || fail "too many lines"
[[ $(compilers) == 1 ]] || fail "compilers: $(compilers)"

# The second call: no compiler of any kind, no word of the launcher, less than a second.
forget_compilers
began=$(date +%s%N)
expect 0 "${launch[@]}" run "my scenario.json" --results "a b"
took=$((($(date +%s%N) - began) / 1000000))
[[ ! -s $scratch/compilers ]] || fail "the second call started a compiler"
((took < 1000)) || fail "the second call took $took ms"
says_not "outage:"
says "argument <my scenario.json>"
says "argument <a b>"
says_not "server-outage.json"

# On a terminal it is as silent.
expect_on_terminal 0 '' "${launch[@]}" check x
says "argument <check>"
says_not "ninja"

# The program's exit code is the launcher's; a link to the launcher finds the tree.
ln -s "$tree/outage" "$scratch/link"
expect 7 env FAKE_CODE=7 "$scratch/link" --no-install check x.json

# A new source file is compiled, and nothing else.
echo 'int other;' >"$tree/other.cc"
expect 0 "${launch[@]}" check x.json
[[ $(compilers) == 1 ]] || fail "compilers: $(compilers)"

# An error of the compiler: its text, the log, exit code 1; mended, the next call goes on.
echo 'int other = nonsense;' >"$tree/other.cc"
expect 1 "${launch[@]}" check x.json
says "other.cc:1:13: error:"
says "whole output is in $tree/build/release/setup.log"
says_not "argument"
echo 'int other;' >"$tree/other.cc"
expect 0 "${launch[@]}" check x.json

# An error of CMake.
cp "$tree/CMakeLists.txt" "$scratch/CMakeLists.txt"
echo 'find_package(Unheard REQUIRED)' >>"$tree/CMakeLists.txt"
expect 1 "${launch[@]}" check x.json
says "CMake Error"
says "Unheard"
cp "$scratch/CMakeLists.txt" "$tree/CMakeLists.txt"
expect 0 "${launch[@]}" check x.json

# A build folder of one's own, given relative to where one is.
DHCPBACKUP_BUILD_DIR=own expect 0 "${launch[@]}" check x.json
[[ -x $scratch/own/bin/dhcp-outage ]] || fail "the build folder was not taken"

# A build folder that cannot be written, here because a file is in the way.
DHCPBACKUP_BUILD_DIR=$scratch/link/x expect 1 "${launch[@]}" check x.json
says "cannot write the build folder $tree/outage/x (Not a directory): set DHCPBACKUP_BUILD_DIR"

# A copy of the whole tree builds its own sources, not those of the first.
cp -r "$tree" "$scratch/copy"
sed -i 's/argument </copied </' "$scratch/copy/main.cc"
expect 0 "$scratch/copy/outage" --no-install check x.json
says "copied <check>"

# Two at once: one waits for the other, and each file is compiled once.
rm -rf "$tree/build"
forget_compilers
FAKE_SLEEP=1 "${launch[@]}" check first.json >"$scratch/first" 2>&1 </dev/null &
first=$!
until [[ -s $scratch/compilers ]]; do
    sleep 0.1
done
expect 0 "${launch[@]}" check second.json
says "another ./outage works in $tree/build/release"
says "argument <second.json>"
wait "$first" || fail "the first call failed"
[[ $(compilers) == 2 ]] || fail "compilers: $(compilers)"

# Interrupted while it compiles: said so, nothing run, and the next call goes on.
touch "$tree/main.cc"
: >"$scratch/compilers"
type_interrupt()
{
    until [[ -s $scratch/compilers ]]; do
        sleep 0.1
    done
    printf '\003'
    sleep 1
}
type_interrupt | FAKE_SLEEP=5 script -qec "$(printf '%q ' "${launch[@]}" check x.json)" /dev/null \
    >"$out" 2>&1 && fail "an interrupted call ended well"
says "interrupted; the next call goes on"
says_not "argument"
expect 0 "${launch[@]}" check x.json
says "argument <check>"

# A full disk.
mkdir "$scratch/bin"
printf '#!/bin/sh\necho "[1/2] x"\necho "fatal: No space left on device"\nexit 1\n' >"$scratch/bin/ninja"
chmod +x "$scratch/bin/ninja"
PATH=$scratch/bin:$PATH expect 1 "${launch[@]}" check x.json
says "no space left: free some in $tree/build/release"
