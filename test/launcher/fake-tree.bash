# shellcheck shell=bash
# SPDX-License-Identifier: GPL-2.0-only
#
# For the tests of the launcher: a small tree with a copy of it, stand-ins for the commands that
# install packages, and expectations. Nothing outside a temporary folder is written.

set -euo pipefail
# What "./outage test" has built, if it runs us.
real_program=${DHCPBACKUP_BUILD_DIR:-/nowhere}/bin/dhcp-outage
unset DHCPBACKUP_BUILD_DIR OUTAGE_YES CI CMAKE_CXX_COMPILER_LAUNCHER

source_tree=$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")/../..
scratch=$(mktemp -d "${TMPDIR:-/tmp}/launcher test.XXXXXX") # with a blank: paths must bear it
trap 'rm -rf "$scratch"' EXIT
tree=$scratch/tree
out=$scratch/out

# A tree whose program shows the arguments it got.
make_tree()
{
    mkdir -p "$tree/test/launcher" "$tree/test/cli" "$tree/examples/scenarios"
    cp "$source_tree/outage" "$tree/outage"
    cp "$source_tree/test/launcher/run-tests.bash" "$tree/test/launcher/"
    cat >"$tree/CMakeLists.txt" <<'END'
cmake_minimum_required(VERSION 3.16)
project(
  fake
  VERSION 1.2.3
  LANGUAGES CXX
)
set(CMAKE_RUNTIME_OUTPUT_DIRECTORY "${CMAKE_BINARY_DIR}/bin")
file(GLOB sources CONFIGURE_DEPENDS "${CMAKE_SOURCE_DIR}/*.cc")
add_executable(dhcp-outage ${sources})
include(tests.cmake OPTIONAL)
END
    cat >"$tree/main.cc" <<'END'
#include <cstdio>
#include <cstdlib>
int main(int argc, char* argv[])
{
    for (int i = 1; i < argc; ++i)
    {
        std::printf("argument <%s>\n", argv[i]);
    }
    const char* code = std::getenv("FAKE_CODE");
    return code ? std::atoi(code) : 0;
}
END
}

# Lets CMake start every compiler through a program that writes a line to $scratch/compilers.
count_compilers()
{
    printf '#!/bin/sh\necho "$*" >>"%s/compilers"\nsleep "${FAKE_SLEEP:-0}"\nexec "$@"\n' \
        "$scratch" >"$scratch/counter"
    chmod +x "$scratch/counter"
    export CMAKE_CXX_COMPILER_LAUNCHER=$scratch/counter
    : >"$scratch/compilers"
}

# How often a source file of the tree was compiled since the last forget_compilers.
compilers()
{
    grep -c -- ' -c .*\.cc$' "$scratch/compilers" || true
}

forget_compilers()
{
    : >"$scratch/compilers"
}

fail()
{
    printf 'FAILED at line %s: %s\n--- last output:\n' "${BASH_LINENO[-2]}" "$*"
    cat "$out"
    exit 1
}

# expect CODE COMMAND...: runs it without a terminal, keeps what it prints in $out.
expect()
{
    local code=0 wanted=$1
    shift
    "$@" >"$out" 2>&1 </dev/null || code=$?
    [[ $code == "$wanted" ]] || fail "exit code $code instead of $wanted: $*"
}

# expect_on_terminal CODE TYPED COMMAND...: the same on a terminal where TYPED is typed.
expect_on_terminal()
{
    local code=0 wanted=$1 typed=$2
    shift 2
    printf '%b' "$typed" | script -qec "$(printf '%q ' "$@")" /dev/null >"$out" 2>&1 || code=$?
    [[ $code == "$wanted" ]] || fail "exit code $code instead of $wanted on a terminal: $*"
}

says()
{
    grep -qF -- "$1" "$out" || fail "not said: $1"
}

says_not()
{
    ! grep -qF -- "$1" "$out" || fail "said: $1"
}
