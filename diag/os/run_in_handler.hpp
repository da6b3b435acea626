// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>

namespace hangar::os {

// Runs a program in a child process and waits for its end, in a signal handler of a process that
// is dying: nothing is allocated and no lock is taken. It is given descriptors 1 and 2, both being
// our 2, every signal at its default, SIGALRM to come at `limit`, and, under Yama too, the right to
// read us; at `limit` it is killed. What else arrives, handled signals too, does not cut that
// short, and neither a lack of descriptors nor a child that does not die makes it longer by more
// than a second. Whether it exited with 0.
bool run_in_handler(const char* path, char* const* arguments, char* const* environment,
                    std::chrono::milliseconds limit) noexcept;  // async-signal-safe

}  // namespace hangar::os
