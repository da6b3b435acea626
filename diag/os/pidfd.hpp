// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>

#include <hangar/diag/os/deadline.hpp>
#include <hangar/diag/os/fd.hpp>
#include <hangar/diag/os/process.hpp>
#include <hangar/diag/os/wait_status.hpp>

namespace hangar::os {

// A handle on one process: every wait for a process and every signal to one goes through here,
// so that a recycled pid can be neither waited for nor signalled.
// Move-only, owns a descriptor; const members may be called from any thread.
class Pidfd {
  public:
    Pidfd() noexcept = default;

    // Errors: ESRCH (no such process, or a recycled pid when a start time is given).
    [[nodiscard]] static Result<Pidfd> open(pid_t pid);
    [[nodiscard]] static Result<Pidfd> open(const ProcessId& id);
    [[nodiscard]] static Pidfd adopt(Fd fd, ProcessId id) noexcept;

    [[nodiscard]] const ProcessId& id() const noexcept { return id_; }
    [[nodiscard]] int fd() const noexcept { return fd_.get(); }  // polls readable once it ended
    explicit operator bool() const noexcept { return static_cast<bool>(fd_); }

    // pidfd_send_signal. Errors: ESRCH once it is reaped, EPERM.
    [[nodiscard]] Status signal(int signal) const;
    // Whether it ended before the deadline. Nothing is collected. Works on non-children.
    [[nodiscard]] Result<bool> wait_exit(Deadline deadline) const;
    // The status without collecting it; empty while it runs. Errors: ECHILD for a non-child.
    [[nodiscard]] Result<std::optional<WaitStatus>> peek() const;
    // Collects the status of our own ended child; empty while it runs. Never blocks.
    [[nodiscard]] Result<std::optional<WaitStatus>> collect() const;
    // A duplicate of descriptor `number` of that process (pidfd_getfd).
    [[nodiscard]] Result<Fd> get_fd(int number) const;

  private:
    Fd fd_;
    ProcessId id_;
};

// Signals a whole group. Requires: its leader is a child of ours that has not been collected, so
// that the number cannot have been recycled. Errors: ESRCH when it is empty.
[[nodiscard]] Status signal_group(const ProcessGroup& group, int signal);

}  // namespace hangar::os
