// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include <hangar/diag/os/fd.hpp>
#include <hangar/diag/os/pidfd.hpp>
#include <hangar/diag/os/process_tag.hpp>

namespace hangar::run {

// One process to bring up. Borrows everything in it.
struct LaunchRequest {
    const std::string& path;
    const std::vector<std::string>& arguments;  // from argv[0] on
    char* const* environment = nullptr;
    int input = -1;   // becomes descriptor 0; -1: /dev/null
    int output = -1;  // becomes descriptor 1; -1: the runner's own
    int errors = -1;  // becomes descriptor 2; -1: the runner's own
    os::ProcessTag tag = 0;
    bool own_group = true;  // else it stays in the runner's, and so in front on the terminal
    int socket = -1;        // becomes descriptor 3; -1: there is none
};

// Brings up processes under test: each leads a group of its own and reads /dev/null, unless it is
// to be debugged, has no descriptor but 0, 1, 2 and what it is given, every signal at its default,
// its origin's tag, and dies with the runner. Its cost does not grow with the runner's memory. The
// handles have no start time in their ids: the runner alone collects these processes.
//
// Move-only; only the thread that made it may launch, and it must live as long as the runner
// (the parent-death signal follows the thread).
class Launcher {
  public:
    [[nodiscard]] static os::Result<Launcher> create();

    // Errors: those of clone (EAGAIN: no free pid), EMFILE, and what the kernel says of the
    // program (ENOENT, EACCES, ENOEXEC ...); then there is no process, or no longer.
    [[nodiscard]] os::Result<os::Pidfd> launch(const LaunchRequest& request) const;
    // /dev/null, for what nobody is to read.
    [[nodiscard]] int nothing() const noexcept { return nothing_.get(); }
    [[nodiscard]] pid_t runner() const noexcept { return runner_; }

  private:
    Launcher(os::Fd nothing, pid_t runner) noexcept
        : nothing_(std::move(nothing)), runner_(runner) {}
    os::Fd nothing_;  // /dev/null
    pid_t runner_;
};

}  // namespace hangar::run
