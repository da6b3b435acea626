// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <hangar/diag/os/deadline.hpp>
#include <hangar/suites/chaos/ledger.hpp>
#include <hangar/suites/chaos/plan.hpp>
#include <string>
#include <vector>

// What must be true when a tree is gone.
namespace hangar::chaos {

// Waits until no process descends from this one any more, and collects those that come to us as
// their reaper. What is left at the deadline, for people. Requires: this process is a subreaper.
[[nodiscard]] std::vector<std::string> processes_left(os::Deadline deadline);

// The names of what is in a directory; nothing if there is no such directory.
[[nodiscard]] std::vector<std::string> files_left(const std::string& directory);

// What the actors noted and logged, judged: waits that did not end, or late; errors that neither
// reached the parent nor were reported; errors of no known type. Whoever was killed, or was
// reported as having to be, is excused. For people; empty if all is well.
[[nodiscard]] std::vector<std::string> broken_promises(const Plan& plan,
                                                       const std::vector<Record>& records,
                                                       const std::string& log);

}  // namespace hangar::chaos
