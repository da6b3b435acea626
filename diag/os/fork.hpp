// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <signal.h>

#include <hangar/diag/os/pidfd.hpp>
#include <hangar/diag/os/result.hpp>

namespace hangar::os {

// Which side of a fork this is. Move-only. In the parent it owns the child's handle; in the child
// it is empty.
struct ForkResult {
    Pidfd child;
    [[nodiscard]] bool in_child() const noexcept { return !child; }
};

// The C library's fork: its own locks (malloc, stdio) are sound in the child, which has one thread.
// Any other lock that a thread of the parent held at that instant stays locked in the child for
// good: so fork from a clean thread, and see to it that no lock of ours is held. Signal
// dispositions and the calling thread's mask are inherited. Errors: EAGAIN (no free pid), ENOMEM,
// EMFILE; then there is no child, or no longer. Requires: SIGCHLD is not ignored (the child would
// be collected by itself, and its pid reused).
[[nodiscard]] Result<ForkResult> fork_process();

// A bare copy by clone3: no handler of pthread_atfork runs, and the child may call nothing but what
// is async-signal-safe (no malloc, no lock) until it executes a program or ends. `exit_signal` 0
// makes a helper that the parent's own waitpid(-1) does not see.
// Errors: as above.
[[nodiscard]] Result<ForkResult> clone_process(int exit_signal = SIGCHLD);

}  // namespace hangar::os
