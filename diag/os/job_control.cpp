// SPDX-License-Identifier: Apache-2.0
#include <signal.h>

#include <hangar/diag/os/job_control.hpp>

namespace hangar::os {

// The signal that cannot be blocked: all threads stop before this returns.
void stop_this_process() noexcept {
    static_cast<void>(::raise(SIGSTOP));
}

}  // namespace hangar::os
