#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0-only
#
# Installs into a folder of its own and builds a user's program against that copy, once with CMake
# and once with pkg-config. Both run.

source "$(dirname "$0")/common.bash"
need_installed

mkdir "$work/user"
cat >"$work/user/user.cc" <<'END'
#include "ns3/core-module.h"
#include "ns3/dhcp-backup-module.h"
#include "ns3/internet-module.h"

#include <iostream>

int main()
{
    ns3::dhcpbackup::Scenario scenario;
    scenario.subscribers.count = 3;
    scenario.network.relays = 1;
    const auto network = ns3::dhcpbackup::BackupNetworkHelper(scenario).Install({});
    ns3::Simulator::Stop(ns3::Minutes(1));
    ns3::Simulator::Run();
    std::cout << network.clients.size() << " clients" << std::endl;
    ns3::Simulator::Destroy();
}
END
cat >"$work/user/CMakeLists.txt" <<'END'
cmake_minimum_required(VERSION 3.16)
project(user LANGUAGES CXX)
find_package(dhcp-backup 0.1 REQUIRED)
add_executable(user user.cc)
target_link_libraries(user dhcp-backup::dhcp-backup)
END

# expect_three PROGRAM...
expect_three()
{
    local said
    said=$("$@") || fail "the user's program failed: $*"
    [[ $said == "3 clients" ]] || fail "the user's program said: $said"
}

quietly cmake -S "$work/user" -B "$work/user/build" -G Ninja -DCMAKE_PREFIX_PATH="$prefix"
quietly cmake --build "$work/user/build"
expect_three "$work/user/build/user"

read -ra flags <<<"$(pkg-config --cflags --libs dhcp-backup)"
libdir=$(pkg-config --variable=libdir dhcp-backup)
quietly g++ "$work/user/user.cc" -o "$work/user/user" "${flags[@]}" "-Wl,-rpath,$libdir"
expect_three "$work/user/user"
echo "installed; a user's program builds and runs with CMake and with pkg-config"
