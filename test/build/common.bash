# SPDX-License-Identifier: GPL-2.0-only
#
# Shared by the scripts in this folder; sourced, not run.
#
# Sets: tree (the module's folder), work (a folder that is removed at the end).

set -euo pipefail

tree=$(dirname "$(dirname "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")")")
work=$(mktemp -d "${TMPDIR:-/tmp}/dhcp-backup-build-test.XXXXXX")
trap 'rm -rf "$work"' EXIT

# fail MESSAGE
fail()
{
    printf '%s: %s\n' "$(basename "$0")" "$*" >&2
    exit 1
}

# quietly COMMAND...: the output is shown only if the command fails.
quietly()
{
    "$@" >"$work/quietly.log" 2>&1 || {
        cat "$work/quietly.log" >&2
        fail "this failed: $*"
    }
}

# Set build to a configured build folder: the one in use, or a new one.
need_build()
{
    build=${DHCPBACKUP_BUILD_DIR:-$tree/build/release}
    if [[ ! -e $build/CMakeCache.txt ]]; then
        build=$work/build
        quietly cmake -S "$tree" -B "$build" -G Ninja
    fi
}

# Set copy to a copy of the tree, without what builds and runs left behind.
need_copy()
{
    copy=$work/tree
    mkdir "$copy"
    tar -C "$tree" --exclude=./.git --exclude='./build*' --exclude=./results -cf - . |
        tar -C "$copy" -xf -
}

# Set prefix to an installed copy of the library; pkg-config finds it.
need_installed()
{
    need_build
    prefix=$work/prefix
    quietly cmake --build "$build" --target dhcp-backup
    quietly cmake --install "$build" --prefix "$prefix"
    PKG_CONFIG_PATH=$(dirname "$(find "$prefix" -name dhcp-backup.pc)")
    export PKG_CONFIG_PATH
}

# Set waf to the command of an unpacked waf. Debian has no package of waf, but its source package
# jackd2 carries one; it is fetched once, with checked signatures, and kept outside the tree.
need_waf()
{
    local cache=${XDG_CACHE_HOME:-$HOME/.cache}/dhcp-backup
    waf=$cache/waf/waf
    export WAFDIR=$cache/waf # where waf looks for its library
    if [[ ! -e $waf ]]; then
        fetch_waf "$cache"
    fi
}

# fetch_waf CACHE
fetch_waf()
{
    local apt=$work/apt why="no waf: Debian's source package jackd2 carries one"
    mkdir -p "$apt/lists/partial" "$apt/cache/archives/partial" "$apt/download" "$1"
    # The machine's own Debian sources, as source-package sources.
    apt-get indextargets --format 'deb-src $(REPO_URI) $(CODENAME) main' 'Created-By: Packages' \
        'Component: main' 'Label: Debian' 2>/dev/null | sort -u >"$apt/sources.list" || true
    [[ -s $apt/sources.list ]] ||
        fail "$why, but apt knows no Debian source here (try: apt-get update)"

    local options=(-o "Dir::Etc::SourceList=$apt/sources.list" -o Dir::Etc::SourceParts=/dev/null
        -o "Dir::State::Lists=$apt/lists" -o "Dir::Cache=$apt/cache" -o APT::Sandbox::User=root)
    (
        cd "$apt/download"
        apt-get -q "${options[@]}" update && apt-get -q "${options[@]}" source jackd2
    ) >"$apt/log" 2>&1 || {
        cat "$apt/log" >&2
        fail "$why, but it could not be fetched"
    }
    rm -rf "$1/waf.part"
    mkdir "$1/waf.part"
    mv "$apt"/download/*/waf "$apt"/download/*/waflib "$1/waf.part/"
    mv -T "$1/waf.part" "$1/waf" 2>/dev/null || [[ -e $1/waf/waf ]] || fail "cannot write $1/waf"
}
