// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <sys/types.h>

#include <chrono>
#include <span>
#include <vector>

#include <hangar/diag/os/deadline.hpp>
#include <hangar/diag/os/result.hpp>
#include <hangar/diag/unwind/process_image.hpp>
#include <hangar/diag/unwind/raw_stack.hpp>
#include <hangar/diag/unwind/unwinder.hpp>

namespace hangar::unwind {

// What a stop brought. A value.
struct StoppedStack {
    pid_t tid = 0;
    os::Result<RawStack> stack;
    std::chrono::microseconds stopped{};  // for how long the thread stood still
};

// The stacks of running threads: each is stopped for as long as it takes to copy its registers and
// the first part of its stack (some 20 us), then unwound while it runs on. One that does not stop
// within `patience` is let go (ETIMEDOUT): it is inside the kernel.
// `even_at_rest`: also threads that are blocked, whose system call may then return early. Else one
// that blocks meanwhile is left alone (EAGAIN).
// Works on a thread of its own, since whatever still hangs on to a thread ends with its tracer.
[[nodiscard]] std::vector<StoppedStack> read_by_stopping(const os::ProcDir& process,
                                                         std::span<const pid_t> tids,
                                                         ProcessImage& image, Unwinder& unwinder,
                                                         os::Duration patience, bool even_at_rest,
                                                         os::Deadline deadline);

}  // namespace hangar::unwind
