/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

/**
 * @file
 * A template for your own program. Every .cc file in this folder is built as a program of the same
 * name: copy this file, change it, build, and run build/bin/<name>.
 */

#include "ns3/core-module.h"

#include <iostream>

int
main(int argc, char* argv[])
{
    ns3::CommandLine cmd(__FILE__);
    cmd.Parse(argc, argv);
    std::cout << "ns-3 is ready." << std::endl;
    return 0;
}
