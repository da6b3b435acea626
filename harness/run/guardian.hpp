// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <hangar/diag/os/fd.hpp>
#include <hangar/diag/os/pidfd.hpp>
#include <hangar/diag/reap/origin.hpp>

namespace hangar::run {

// Ends everything that stems from a run whose runner was killed. A process of its own, in a session
// of its own, that waits for the end of a pipe which only the runner holds: when that comes without
// the runner having dismissed it, it kills whatever carries the run's tag (or, where there are no
// tags, its run id in the environment), until there is none.
//
// The parent-death signal already takes the tests' own processes; this takes what they had started.
class Guardian {
  public:
    // Requires: one thread. Errors: EAGAIN, EMFILE, ENOMEM.
    [[nodiscard]] static os::Result<Guardian> start(const reap::RunId& run);
    // Without it, what is left of the run is killed when this goes. Idempotent.
    void dismiss() noexcept;

    [[nodiscard]] pid_t pid() const noexcept { return process_.id().pid; }

  private:
    Guardian(os::Fd life_line, os::Pidfd process) noexcept
        : life_line_(std::move(life_line)), process_(std::move(process)) {}

    os::Fd life_line_;
    os::Pidfd process_;
};

}  // namespace hangar::run
