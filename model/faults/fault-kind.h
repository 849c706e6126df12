/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef DHCPBACKUP_FAULT_KIND_H
#define DHCPBACKUP_FAULT_KIND_H

#include "ns3/fault.h"
#include "ns3/scenario-problem.h"

#include <variant>
#include <vector>

/**
 * @file
 * What there is to know of each kind of fault, as data: reading, writing, checking and describing
 * faults follow from it. A new kind is an entry here and an effect on its target.
 */

namespace ns3::dhcpbackup
{

/// A key that holds a number.
struct FaultNumber
{
    double Fault::*member; //!< where it is kept
    double above;          //!< it is larger than this
    double max;            //!< the largest
    bool maxAllowed;       //!< whether it may be as large as that
};

/// A key that holds a time.
struct FaultTime
{
    Duration Fault::*member; //!< where it is kept
    bool zeroAllowed;        //!< whether it may be 0
};

/// A key that holds a rate, which is never 0.
struct FaultRate
{
    uint64_t Fault::*member; //!< where it is kept
};

/// A key that holds a whole number, which is never 0.
struct FaultCount
{
    uint32_t Fault::*member; //!< where it is kept
    uint32_t max;            //!< the largest
};

/// A key that holds one of several words.
struct FaultWord
{
    /// One of them.
    struct Choice
    {
        const char* word;     //!< as in scenario files
        const char* sentence; //!< what it means, for people
    };

    std::vector<Choice> choices; //!< the words
    size_t (*get)(const Fault&); //!< which of them a fault has
    void (*set)(Fault&, size_t); //!< choose one
};

/// A key of faults in scenario files, besides kind, target and times.
struct FaultKey
{
    const char* name;    //!< as written
    const char* meaning; //!< what it holds, for people
    bool required;       //!< whether it must be there
    std::variant<FaultNumber, FaultTime, FaultRate, FaultCount, FaultWord>
        value; //!< how it is kept
    /// Whether it means anything for a fault; nullptr for always.
    bool (*applies)(const Fault&){nullptr};

    /**
     * @param fault a fault of a kind that has this key
     * @return whether it means anything there
     */
    bool Applies(const Fault& fault) const
    {
        return applies == nullptr || applies(fault);
    }

    /**
     * @param fault a fault
     * @return its value as written
     */
    std::string Text(const Fault& fault) const;

    /**
     * @param fault a fault
     * @return what should stand there, or an empty text if the value is good
     */
    std::string Expectation(const Fault& fault) const;
};

/// What faults of a kind can strike.
struct FaultTargetForm
{
    TargetKind kind; //!< such things
    bool all;        //!< also all of them at once
};

/// What there is to know of a kind of fault.
struct FaultKindInfo
{
    FaultKind kind;                       //!< which
    const char* name;                     //!< in scenario files
    const char* effect;                   //!< what happens to the target, for people
    bool stopsService;                    //!< nobody gets an answer from the server
    std::vector<FaultTargetForm> targets; //!< what it can strike; the first one by default
    std::vector<const FaultKey*> keys;    //!< what it has besides

    /// What is wrong with several keys together, the place being a key; or nothing.
    std::optional<ScenarioProblem> (*check)(const Fault&);
};

/// @return all kinds in the order of FaultKind
const std::vector<FaultKindInfo>& FaultKinds();

/**
 * @param kind a kind of fault
 * @return what there is to know of it
 */
const FaultKindInfo& InfoOf(FaultKind kind);

/**
 * @param fault a fault
 * @return the keys that mean something there
 */
std::vector<const FaultKey*> KeysOf(const Fault& fault);

/**
 * @param kind a kind of fault
 * @return its name in scenario files, for example "server-crash"
 */
const char* ToString(FaultKind kind);

/// @return the names of all kinds
std::vector<std::string> FaultKindNames();

/// All kinds of targets.
constexpr TargetKind ALL_TARGET_KINDS[] = {TargetKind::SERVER,
                                           TargetKind::RELAY,
                                           TargetKind::CORE,
                                           TargetKind::ACCESS,
                                           TargetKind::SUBSCRIBERS,
                                           TargetKind::PARTNERS};

/**
 * @param kind a kind of target
 * @return its name in scenario files
 */
const char* TargetName(TargetKind kind);

/**
 * @param info a kind of fault
 * @return the targets that it can have, as written, for people: "core or core[3]"
 */
std::string TargetForms(const FaultKindInfo& info);

/**
 * @brief How often a fault occurs.
 * @param fault a fault that is not random
 * @return 1 unless it is periodic
 */
int64_t Occurrences(const Fault& fault);

} // namespace ns3::dhcpbackup

#endif // DHCPBACKUP_FAULT_KIND_H
