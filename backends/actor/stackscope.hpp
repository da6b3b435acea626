// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>

#include <hangar/diag/os/result.hpp>

namespace hangar::actor {

// Where the trees go that SIGUSR1 asks for. A value.
struct StackscopeOptions {
    std::string dump_dir;  // empty: no files
    bool terminal = true;  // also to the controlling terminal, where there is one
};

// From HANGAR_ENABLE_STACKSCOPE and HANGAR_DUMP_DIR, which children inherit; empty: not on.
[[nodiscard]] std::optional<StackscopeOptions> stackscope_of_environment();

// From here on SIGUSR1 writes the tasks of this process and of every actor below it: appended to
// `tasks.txt` in the folder (the whole tree) and to `tasks-PID.txt` for each process, and to the
// terminal even if the standard streams are captured. The handler only wakes a thread, which asks
// the loops: each reads its own tasks where it stands, if it turns. With no loop, it says that.
// Signals that come during a dump lead to one more. Nothing that goes wrong in a dump harms the
// run. A forked copy of the process takes no notice of the signal; an actor in one sets itself up.
//
// The process says in its task registry that it handles the signal, and shows its latest tree
// there; `hangar tree` needs no file.
// Errors: no thread, no descriptor. The second time and later: nothing. Any thread.
os::Status enable_stackscope(StackscopeOptions options);

}  // namespace hangar::actor
