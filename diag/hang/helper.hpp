// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <set>
#include <string>

#include <hangar/diag/hang/guard_table.hpp>
#include <hangar/diag/hang/makers_turn.hpp>
#include <hangar/diag/os/process.hpp>
#include <hangar/diag/os/result.hpp>
#include <hangar/diag/os/shared_memory.hpp>

namespace hangar::hang {

// A process's helper: a `hangar` program that waits for the deadlines of the guards in a table that
// both map, and ends with the process. It is nobody's child, and no descriptor of ours leads to it.
// For whoever has the turn.
class Helper {
  public:
    // The calling process's, which comes up with its first guard and stays; one that was killed is
    // replaced, a forked child gets its own. It is never destroyed: guards point into it.
    // Errors: find_examiner's and start_detached's.
    [[nodiscard]] static os::Result<Helper*> of_this_process(const MakersTurn& turn);

    // Null when all slots are taken.
    [[nodiscard]] GuardSlot* claim() noexcept { return table().claim(); }
    // Of the guards that there are.
    [[nodiscard]] std::set<std::string> paths() const;
    // Tells it of what has just been armed. Errors: ESRCH when it has been killed.
    [[nodiscard]] os::Status wake() const;

  private:
    Helper(os::SharedMemory memory, os::ProcessId process, Helper* before)
        : memory_(std::move(memory)), process_(process), before_(before) {}
    [[nodiscard]] static os::Result<Helper*> start(Helper* before);
    [[nodiscard]] GuardTable& table() const noexcept {
        return *static_cast<GuardTable*>(memory_.data());
    }
    [[nodiscard]] bool serves_this_process() const;

    os::SharedMemory memory_;
    os::ProcessId process_;
    Helper* before_;  // the one that this replaced
};

}  // namespace hangar::hang
