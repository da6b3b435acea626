// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <signal.h>

#include <type_traits>

#include <hangar/diag/os/pidfd.hpp>
#include <hangar/diag/os/result.hpp>

namespace hangar::os {

// Runs `child(argument)` in a new process that shares our memory, on a stack of its own, while the
// calling thread waits until it executes a program or ends. What it returns is its exit status.
// Costs the same however large the parent is. Any thread; other threads go on running.
//
// The child is given every signal blocked and the parent's handlers: it must call reset_signals()
// before it executes a program, and nothing but what is async-signal-safe. What it writes to memory
// the parent sees: a cheap way to say which step failed.
// `exit_signal` 0 makes a helper that the parent's own waitpid(-1) does not see, until it executes
// a program. Errors: EAGAIN (no free pid), ENOMEM, EMFILE; then there is no child, or no longer.
// Requires: SIGCHLD is not ignored; `child` does not throw.
[[nodiscard]] Result<Pidfd> vfork_process(int (*child)(void*), void* argument,
                                          int exit_signal = SIGCHLD);

// A handle without a start time in its id: for whoever is the only one to collect the process, so
// that its number means it until then, and starts so many that reading /proc for each shows, and so
// does a stack for each: they run on one that the thread keeps.
// Requires: `child` starts no process in this way itself.
[[nodiscard]] Result<Pidfd> vfork_unidentified(int (*child)(void*), void* argument);

// The same for a callable that returns int.
template <class Child>
[[nodiscard]] Result<Pidfd> vfork_process(Child& child, int exit_signal = SIGCHLD) {
    static_assert(std::is_nothrow_invocable_r_v<int, Child&>, "it must not unwind into the parent");
    return vfork_process([](void* it) { return (*static_cast<Child*>(it))(); }, &child,
                         exit_signal);
}
template <class Child>
[[nodiscard]] Result<Pidfd> vfork_unidentified(Child& child) {
    static_assert(std::is_nothrow_invocable_r_v<int, Child&>, "it must not unwind into the parent");
    return vfork_unidentified([](void* it) { return (*static_cast<Child*>(it))(); }, &child);
}

}  // namespace hangar::os
