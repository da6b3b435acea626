// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include <hangar/backends/runtime/errors.hpp>
#include <hangar/backends/spawn/backend.hpp>
#include <hangar/diag/os/pidfd.hpp>

namespace hangar::spawn {

// The fork server ended by itself, or was ended because it did not answer; says how. No child came
// of the request; children that it had forked before are our own, and live on.
class ForkServerDied final : public runtime::OsError {
  public:
    using OsError::OsError;
};

// A process beside us that executes this program anew, starts no thread and no loop, and forks on
// request: its copies are warm, as small as the program is at its start, and *our* children
// (os::clone_sibling), so that we wait for them and signal them as for any other. It ends when we
// close our end of its socket, which the kernel does for us if we are killed.
// Move-only, not synchronised.
class ForkServer {
  public:
    // `patience`: how long an answer may take. Errors: as of launch(); EMFILE.
    [[nodiscard]] static os::Result<ForkServer> start(os::Duration patience);
    ForkServer(ForkServer&&) noexcept = default;
    ForkServer& operator=(ForkServer&&) = delete;
    ~ForkServer();

    [[nodiscard]] const os::ProcessId& process() const noexcept { return process_.id(); }
    [[nodiscard]] bool has_ended() const;

    // The child has our environment and directory, and the request's descriptors under the same
    // numbers. It dies with this process. The caller stands still until the child exists.
    // Errors: EMFILE, and no child; what the fork said; ETIMEDOUT after `patience`, and EPIPE:
    // has_ended() then.
    [[nodiscard]] os::Result<os::Pidfd> fork(const SpawnRequest& request, const BootOutput& output);

    // "fork server (pid 17) ended: signal 9 (SIGKILL); its last output: ..." Requires: has_ended().
    [[nodiscard]] std::string obituary() const;

  private:
    ForkServer(os::Pidfd process, os::Fd socket, os::Fd output,
               std::vector<std::string> environment, os::Duration patience) noexcept;
    [[nodiscard]] os::Result<os::Pidfd> receive_child(std::vector<os::Fd> set_aside);

    os::Pidfd process_;
    os::Fd socket_;
    os::Fd output_;                         // what it prints
    std::vector<std::string> environment_;  // that it was started with
    os::Duration patience_;
};

// First thing in main(): whether this process was executed to be a fork server; then it is to
// return what serve_forks gives. Each copy runs `main`, and ends with _exit.
[[nodiscard]] bool is_fork_server();
[[nodiscard]] int serve_forks(ChildMain main);

}  // namespace hangar::spawn
