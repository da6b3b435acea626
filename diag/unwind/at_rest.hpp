// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <hangar/diag/os/proc_dir.hpp>
#include <hangar/diag/os/proc_syscall.hpp>
#include <hangar/diag/os/result.hpp>
#include <hangar/diag/unwind/process_image.hpp>
#include <hangar/diag/unwind/raw_stack.hpp>
#include <hangar/diag/unwind/unwinder.hpp>

namespace hangar::unwind {

// The stack of a thread that is off the processor, without stopping it: /proc tells its stack
// pointer and program counter, the rest is read from its memory. Read again afterwards: if the
// thread has run meanwhile, what was read is discarded and read anew, a few times at most.
// Errors: EAGAIN when it runs or does not stay where it is; ESRCH when it has ended; ProcDir's.
[[nodiscard]] os::Result<RawStack> read_at_rest(const os::ProcDir& thread, ProcessImage& image,
                                                Unwinder& unwinder, os::Deadline deadline);

}  // namespace hangar::unwind
