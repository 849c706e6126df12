#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0-only
#
# Builds a copy of the tree stand-alone with waf, against the installed ns-3, and runs a program.

source "$(dirname "$0")/common.bash"
need_waf
need_copy

cd "$copy"
if type -P ccache >/dev/null; then
    export CXX="ccache ${CXX:-g++}" CCACHE_BASEDIR=$copy
fi
export CXXFLAGS=-O0 # it is the build that is tested
quietly python3 "$waf" configure build
quietly build-waf/examples/first-lease
echo "stand-alone with waf: built, first-lease runs"
