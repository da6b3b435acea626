// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <string>

#include <hangar/diag/dump/parts.hpp>
#include <hangar/diag/os/deadline.hpp>
#include <hangar/diag/os/result.hpp>

namespace hangar::dump {

// What an examiner brought. A value.
struct Supervised {
    Parts parts;        // of its last stage; empty: it came to none
    std::string error;  // why it did not end well; empty: it did
};

// Hands over all that is known so far.
using StageSink = std::function<void(const Parts&)>;

// Runs an examiner in a process of its own, so that a sick patient, a file on a dead server or a
// broken ELF file can neither hang nor kill us: what it handed over before is still there. It is
// killed at the deadline, and when we die; it is waited for only briefly, since one in the kernel
// would not go.
// Requires: this process has one thread, and SIGCHLD is not ignored. Errors: fork_process's.
[[nodiscard]] os::Result<Supervised> supervise(const std::function<void(const StageSink&)>& examine,
                                               os::Deadline deadline);

}  // namespace hangar::dump
