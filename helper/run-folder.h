/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef DHCPBACKUP_RUN_FOLDER_H
#define DHCPBACKUP_RUN_FOLDER_H

#include "ns3/run-record.h"
#include "ns3/scenario-runner.h"

#include <functional>
#include <string>

namespace ns3::dhcpbackup
{

/// Runs a design in this process and leaves its tables in a folder, as RunScenario does.
using DesignRunner = std::function<RunRecord(const Scenario& scenario,
                                             const std::string& design,
                                             const std::string& folder,
                                             const ProgressCallback& progress)>;

/**
 * @brief Run a design in this process and leave all that is known of it in a folder.
 * @param scenario the scenario; Errors() must find nothing
 * @param design the design
 * @param folder where its files go, made with the folders that it lies in
 * @param progress told of the progress
 * @param runner runs it; simulates it if it is empty
 * @throw std::runtime_error if a file cannot be written
 */
void LeaveRun(const Scenario& scenario,
              const std::string& design,
              const std::string& folder,
              const ProgressCallback& progress,
              const DesignRunner& runner = {});

/**
 * @brief Read the figures of a run from its folder.
 * @param folder what LeaveRun was given, in another process perhaps
 * @return the figures, with those that differ from machine to machine at the end
 * @throw std::exception if they are not there
 */
RunRecord TakeRun(const std::string& folder);

/**
 * @param folder what LeaveRun was given, in another process perhaps
 * @return whether it was done with it
 */
bool IsComplete(const std::string& folder);

/**
 * @param path a file
 * @return all that is in it
 * @throw std::runtime_error with the path if it cannot be read
 */
std::string ReadFile(const std::string& path);

} // namespace ns3::dhcpbackup

#endif // DHCPBACKUP_RUN_FOLDER_H
