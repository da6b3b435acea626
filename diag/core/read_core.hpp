// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include <hangar/diag/os/deadline.hpp>
#include <hangar/diag/os/result.hpp>
#include <hangar/diag/tasks/tree.hpp>

namespace hangar::core {

// The operation of the error that says that hangar was not inside: its target says it all.
inline constexpr const char* looking_for_tasks = "look for tasks";

struct CoreTree {
    tasks::TaskTree tree;  // each actor with the native stack of its thread
    bool complete = true;  // false: the core is cut off, or files were missing: notes say which
};

// The task tree that lies in a core file, by the documented frame layout. `program` is the program
// that left it; empty: it lies where it did when it ran. There is no clock in a core: "since" and
// deadlines are as of the latest turn of any of its loops.
// Blocks until the deadline at most.
// Errors: CoreFile::open's; ENOENT: hangar is not inside; EPROTO: another version of the layout.
[[nodiscard]] os::Result<CoreTree> read_core(const std::string& path, const std::string& program,
                                             os::Deadline deadline);

}  // namespace hangar::core
