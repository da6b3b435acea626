// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <string>
#include <string_view>

#include <hangar/diag/dump/dump.hpp>

namespace hangar::dump {

// How reports put things, for people. Pure.

// "350 ms", "12.4 s", "3 min 20 s", "2 h 5 min"
[[nodiscard]] std::string duration_text(std::chrono::milliseconds duration);
// "thread 812 \"flusher\" of 810 \"worker\"", "process 810 \"worker\""; a process's only thread is
// the process.
[[nodiscard]] std::string party_text(const snapshot::Snapshot& snapshot,
                                     const waitgraph::Party& party);
// "pipe 5531, full (65536 of 65536)"; "running"; "ended"
[[nodiscard]] std::string wait_text(const snapshot::Snapshot& snapshot,
                                    const snapshot::Process& process,
                                    const snapshot::Thread& thread);
// The same with how long it has and how long it may: "...; for 12.4 s; no timeout"
[[nodiscard]] std::string wait_and_time_text(const snapshot::Snapshot& snapshot,
                                             const snapshot::Process& process,
                                             const snapshot::Thread& thread);
// Whether what it waits for is more than the name of a system call.
[[nodiscard]] bool is_understood(const snapshot::Thread& thread);
// "asleep", "stopped by SIGSTOP", "a zombie"
[[nodiscard]] std::string state_text(const snapshot::Process& process);
// On one line: control characters, which would play with a terminal, as "\x1b"; bytes that are no
// UTF-8 likewise.
[[nodiscard]] std::string printable(std::string_view text);
// "process 801 ... waits": without what is longer than `most` bytes.
[[nodiscard]] std::string shortened(std::string text, std::size_t most);

}  // namespace hangar::dump
