// SPDX-License-Identifier: Apache-2.0
#pragma once

namespace hangar::cli {

// What `hangar guard FD` was asked for: by a program with a diag::DumpOnHang, never by a person.
struct GuardCommand {
    int table = -1;  // the descriptor of a hang::GuardTable
};

// Waits for the deadlines of the guards in the table and writes their dumps; ends when the process
// does. Gives the exit status: 0; 2 for a descriptor that is no such table; 3 if the process cannot
// be watched. It heeds no signal but SIGKILL.
// Requires: the calling thread is the only one; every signal is blocked.
[[nodiscard]] int stand_guard(const GuardCommand& command);

}  // namespace hangar::cli
