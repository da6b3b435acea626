// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <sys/types.h>

#include <vector>

#include <hangar/diag/os/fd.hpp>
#include <hangar/diag/os/result.hpp>

namespace hangar::os {

// The numbers of this process's children, for whoever asks often: by descriptors that stay open it
// takes two system calls while the process has one thread. The number of a child that has ended
// means nobody else until it is collected. As complete as children_of() (proc_children.hpp).
//
// Move-only, owns two descriptors; const members from any thread. Not for a process forked later:
// it goes on to mean the one that opened it.
class OwnChildren {
  public:
    [[nodiscard]] static Result<OwnChildren> open();
    // Errors: ENOTSUP (a kernel without /proc/PID/task/TID/children), EMFILE.
    [[nodiscard]] Result<std::vector<pid_t>> numbers() const;

  private:
    OwnChildren(Fd threads, Fd children) noexcept
        : threads_(std::move(threads)), children_(std::move(children)) {}

    Fd threads_;   // /proc/PID/task
    Fd children_;  // of the first thread
};

}  // namespace hangar::os
