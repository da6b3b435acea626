// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <sys/types.h>

#include <hangar/diag/os/result.hpp>

namespace hangar::os {

// Sends a signal to one thread of this very process: no other can have its id. Any thread.
// Errors: ESRCH when it has ended, EAGAIN when its queue is full.
[[nodiscard]] Status signal_own_thread(pid_t tid, int signal);

}  // namespace hangar::os
