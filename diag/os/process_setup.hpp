// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <sys/types.h>

#include <span>

#include <hangar/diag/os/result.hpp>

namespace hangar::os {

// What a new process does to itself between fork and exec. All of these are async-signal-safe: no
// allocation, no lock. Each returns 0 or the errno, which a child can send to its parent as it is.
// Any thread; descriptors belong to the whole process.

// Closes every descriptor but these, by one close_range per gap.
// Requires: `keep` ascends. 0, 1 and 2 are closed as well unless they are in it.
[[nodiscard]] int close_fds_except(std::span<const int> keep) noexcept;

struct FdPlacement {
    int source = -1;
    int target = -1;
};
// Each source becomes its target, which stays open over exec, whatever numbers are both source and
// target. The sources stay open, too. Overwrites the list, and leaves duplicates of the sources
// above all targets, closed on exec. Errors: EBADF, EMFILE.
[[nodiscard]] int place_fds(std::span<FdPlacement> placements) noexcept;

// `signal` comes when the parent *thread* that forked us ends, and at once if it has already: so
// fork from a thread that lives as long as its process (one that ended before this call is not
// noticed). Errors: ESRCH when `expected_parent` is no longer our parent, so that the signal would
// never come.
[[nodiscard]] int set_parent_death_signal(int signal, pid_t expected_parent) noexcept;

[[nodiscard]] int new_process_group() noexcept;  // with us as its leader
[[nodiscard]] int new_session() noexcept;        // and a group, without a terminal

// Whether our descendants' orphans become our children instead of init's. Not inherited by fork.
[[nodiscard]] int set_subreaper(bool on = true) noexcept;

// Executes the program that `fd` is open on (O_PATH will do), resp. the one at `path`. Returns only
// on failure. A script needs the path, or a descriptor that is not close-on-exec: else ENOENT.
[[nodiscard]] int exec_fd(int fd, char* const* arguments, char* const* environment) noexcept;
[[nodiscard]] int exec_path(const char* path, char* const* arguments,
                            char* const* environment) noexcept;

}  // namespace hangar::os
