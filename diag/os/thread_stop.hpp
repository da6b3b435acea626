// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <sys/types.h>

#include <utility>

#include <hangar/diag/os/deadline.hpp>
#include <hangar/diag/os/registers.hpp>
#include <hangar/diag/os/result.hpp>

namespace hangar::os {

// Another process's thread, held for a moment (PTRACE_SEIZE, PTRACE_INTERRUPT) and let go when this
// goes. Only for threads that run: it makes a blocked one's system call return early, or cures it.
// Move-only. Requires: created, used and destroyed by one thread, which ends soon after. A thread
// that does not stop in time stays attached to ours until then: nothing else lets go of it.
// Collects nothing: a tracee that ends is left to its parent.
// Errors of stop: EPERM (also: it has a tracer), ESRCH, ETIMEDOUT.
class ThreadStop {
  public:
    [[nodiscard]] static Result<ThreadStop> stop(pid_t tid, Deadline deadline);
    ThreadStop(ThreadStop&& other) noexcept
        : tid_(std::exchange(other.tid_, 0)), signal_(other.signal_), since_(other.since_) {}
    ThreadStop& operator=(ThreadStop&&) = delete;
    ~ThreadStop() { static_cast<void>(release()); }

    [[nodiscard]] Result<Registers> registers() const;
    // Lets it run. For how long it was held, at most: from before the request.
    Duration release() noexcept;

  private:
    ThreadStop(pid_t tid, int signal, TimePoint since) noexcept
        : tid_(tid), signal_(signal), since_(since) {}

    pid_t tid_;
    int signal_;  // a signal that came meanwhile, which it gets on release
    TimePoint since_;
};

}  // namespace hangar::os
