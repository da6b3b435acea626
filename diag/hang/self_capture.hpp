// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <sys/types.h>

#include <utility>

#include <hangar/diag/hang/capture_slot.hpp>
#include <hangar/diag/os/deadline.hpp>
#include <hangar/diag/os/result.hpp>

namespace hangar::hang {

// Asks the threads of this process, one at a time, for their registers and their stacks by a
// signal: for those that run, where nobody may attach from outside. A blocked thread should be read
// without it: poll and the like return early even with SA_RESTART. One at a time in a process; its
// handler stays installed for good, for a signal that comes late. Move-only; not synchronised.
class SelfCapture {
  public:
    // Errors: sigaction's; EBUSY when there is one already.
    [[nodiscard]] static os::Result<SelfCapture> arm(int signal);
    SelfCapture(SelfCapture&& other) noexcept : signal_(std::exchange(other.signal_, 0)) {}
    SelfCapture& operator=(SelfCapture&&) = delete;
    ~SelfCapture();

    // What `tid`, a thread of this process other than the caller, answers. It stays until the next
    // call. Errors: ETIMEDOUT for one that blocks the signal or is inside the kernel; ESRCH.
    [[nodiscard]] os::Result<const CaptureSlot*> capture(pid_t tid, os::Deadline deadline);

  private:
    explicit SelfCapture(int signal) noexcept : signal_(signal) {}

    int signal_;  // 0: moved from
};

}  // namespace hangar::hang
