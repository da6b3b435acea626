// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <hangar/diag/os/deadline.hpp>
#include <hangar/diag/os/pidfd.hpp>

namespace hangar::os {

// Stops a process that is about to be killed (SIGSTOP) and waits until no thread of it runs any
// more, so that it cannot fork: false if one still did at the deadline, or after 50 ms. A thread in
// an uninterruptible wait (a vfork parent's) never stops. Any thread. Errors: EPERM, ESRCH, EMFILE.
[[nodiscard]] Result<bool> freeze(const Pidfd& process, Deadline deadline);

}  // namespace hangar::os
