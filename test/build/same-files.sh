#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0-only
#
# CMake and waf compile the same files, and these are all that there are.

export LC_ALL=C
source "$(dirname "$0")/common.bash"
need_waf
need_copy

cd "$copy"
quietly cmake -S . -B "$work/cmake" -G Ninja
quietly python3 "$waf" configure
python3 - "$work/cmake/compile_commands.json" >"$work/cmake.files" <<'END'
import json, os, sys
files = {os.path.relpath(c["file"]) for c in json.load(open(sys.argv[1]))}
print("\n".join(sorted(f for f in files if not f.startswith("benchmark/")))) # CMake's alone
END
quietly python3 "$waf" files
grep '\.cc$' "$work/quietly.log" | sort >"$work/waf.files"

# Not compiled stand-alone: programs of their own and the bridge to ns-3's test runner.
find model helper examples scratch test -name '*.c*' -type f |
    grep -E '\.(c|cc|cpp|cxx)$' |
    grep -vE '^test/(fuzz/|build/|launcher/|ns3-test-suite\.cc$)' | sort >"$work/all.files"

diff -u "$work/cmake.files" "$work/waf.files" >&2 || fail "waf (+) compiles other files than CMake (-)"
diff -u "$work/cmake.files" "$work/all.files" >&2 || fail "CMake forgets files (+)"
echo "CMake and waf compile the same $(wc -l <"$work/all.files") files"
