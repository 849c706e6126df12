/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef DHCPBACKUP_RESULTS_DATABASE_H
#define DHCPBACKUP_RESULTS_DATABASE_H

#include "ns3/run-record.h"

#include <string>
#include <vector>

struct sqlite3;

namespace ns3::dhcpbackup
{

/// Which run of which scenario: with the design, the key of all tables.
struct ResultsKey
{
    std::string scenarioHash; //!< of all that decides results
    uint32_t seed{1};         //!< RngSeed
    uint64_t run{1};          //!< RngRun
};

/**
 * @ingroup dhcp-backup
 * @brief The results of a study as a SQLite database, for tools such as pandas and R.
 *
 * Every table starts with scenario_hash, seed, run and design. What the database holds of the same
 * key is replaced. Nothing is there for others before Commit.
 */
class ResultsDatabase
{
  public:
    /**
     * @param path the file, made if it is missing
     * @throw UsageError if another version of the program wrote it
     * @throw std::runtime_error if it cannot be opened or is not a database of results
     */
    explicit ResultsDatabase(const std::string& path);
    ~ResultsDatabase();
    ResultsDatabase(const ResultsDatabase&) = delete;
    ResultsDatabase& operator=(const ResultsDatabase&) = delete;

    /**
     * @brief Write what a design did to the tables runs, metrics, faults and violations.
     * @param key which run
     * @param scenario the scenario's name
     * @param record the run; what the database holds of it is deleted first, and metrics that
     *        differ from machine to machine are left out
     * @throw std::runtime_error if it cannot be written
     */
    void AddRun(const ResultsKey& key, const std::string& scenario, const RunRecord& record);

    /**
     * @param key which run
     * @param design of which design
     * @return its figures in the order in which they were added; none if it is not there
     * @throw std::runtime_error if it cannot be read
     */
    std::vector<Metric> MetricsOfRun(const ResultsKey& key, const std::string& design);

    /**
     * @brief Write the lines of a CSV text that has a column "design", after AddRun for each design.
     * @param key which run
     * @param table timeline, outages or profiles
     * @param csv the text; its heading names the columns
     * @throw std::runtime_error if it cannot be written
     */
    void AddTable(const ResultsKey& key, const std::string& table, const std::string& csv);

    /**
     * @brief Make all that was added permanent.
     * @throw std::runtime_error if it cannot be written
     */
    void Commit();

  private:
    /// Told of each row of a result: target, number of columns, values, names.
    using RowReader = int (*)(void*, int, char**, char**);

    /// Run a statement.
    void Execute(const std::string& sql, RowReader reader = nullptr, void* target = nullptr);
    /// Make the tables that are missing; refuse what another version made.
    void Prepare(const std::string& path);
    /// Run a statement for rows of values; the key's columns come first.
    void Insert(const ResultsKey& key,
                const std::string& table,
                const std::vector<std::vector<std::string>>& rows);
    /// Throw what SQLite says.
    [[noreturn]] void Fail();

    sqlite3* m_database{nullptr};    //!< the open file
};

} // namespace ns3::dhcpbackup

#endif // DHCPBACKUP_RESULTS_DATABASE_H
