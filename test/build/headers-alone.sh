#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0-only
#
# Every installed header compiles alone, without warnings, and twice in one file.

source "$(dirname "$0")/common.bash"
need_installed

compile_alone()
{
    printf '#include "ns3/%s"\n#include "ns3/%s"\n' "$1" "$1" |
        ${CXX:-g++} -x c++ -std=c++17 -fsyntax-only -Wall -Wextra -Werror $FLAGS - ||
        { printf '%s does not compile alone\n' "$1" >&2; false; }
}
export -f compile_alone
FLAGS=$(pkg-config --cflags dhcp-backup)
export FLAGS

mapfile -t headers < <(find "$prefix" -name '*.h' -printf '%f\n' | sort)
((${#headers[@]} > 1)) || fail "no headers were installed"
printf '%s\0' "${headers[@]}" |
    xargs -0 -n 1 -P "$(nproc)" bash -c 'compile_alone "$1"' _ >&2 || fail "see above"
echo "${#headers[@]} headers compile alone"
