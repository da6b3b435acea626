// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <vector>

#include <hangar/backends/runtime/task.hpp>
#include <hangar/diag/os/deadline.hpp>
#include <hangar/diag/os/pidfd.hpp>
#include <hangar/diag/os/wait_status.hpp>

namespace hangar::spawn {

// How a child actor's carrier came to its end.
struct ChildEnd {
    std::optional<os::WaitStatus> status;  // of its process; empty for a thread
    std::optional<pid_t> host;             // the process that ended was one for several children

    // "exit status 3", "signal 9 (SIGKILL)", "its thread ended",
    // "its host (pid 17) ended: signal 9 (SIGKILL)"
    [[nodiscard]] std::string describe() const;
};

// The process or thread that carries a child actor, from its parent's side. Belongs to the thread
// of the loop that spawned it. Requires: destroyed after wait() has returned, or after destroy().
class Child {
  public:
    Child() = default;
    Child(const Child&) = delete;
    Child& operator=(const Child&) = delete;
    virtual ~Child() = default;

    // The process it runs in; ours for a thread.
    [[nodiscard]] virtual const os::ProcessId& process() const noexcept = 0;
    // Waits for its end and collects it. May be cancelled and called again; one waiter at a time.
    virtual runtime::Task<ChildEnd> wait() = 0;
    [[nodiscard]] virtual bool ended() const noexcept = 0;
    // Asks by SIGTERM. A thread, ours or a host's, cannot be asked: nothing.
    virtual void terminate() noexcept = 0;
    // Ends it without asking: a process by SIGKILL together with every descendant; a thread cannot
    // be ended, it is abandoned. Bounded by the deadline. Gives a line for the report.
    virtual runtime::Task<std::string> destroy(os::Deadline deadline) = 0;
    // Whom destroy() killed; none of them could clean up after itself.
    [[nodiscard]] virtual std::vector<pid_t> killed() const { return {}; }
    // The end of what it printed while it booted.
    [[nodiscard]] virtual std::string boot_output() const = 0;
};

}  // namespace hangar::spawn
