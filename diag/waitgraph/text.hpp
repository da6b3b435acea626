// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <string>
#include <string_view>

#include <hangar/diag/waitgraph/graph.hpp>

namespace hangar::waitgraph {

// How a diagnosis speaks of threads, processes and objects. Pure.

// A name in quotes; those that it has itself stand behind a backslash.
[[nodiscard]] std::string quoted(std::string_view name);
// `process 801 "bash"`
[[nodiscard]] std::string who(const snapshot::Process& process);
// "stopped by SIGSTOP"; the signal is unknown once somebody was told of the stop.
[[nodiscard]] std::string stopped_text(const snapshot::Process& process);
// `thread 812 "flusher" of 810`; the process itself, if it has no other thread.
[[nodiscard]] std::string who(const snapshot::Process& process, const snapshot::Thread& thread);
[[nodiscard]] std::string who(const Node& node);
// The same, with ` in Log::rotate` where its stack is known.
[[nodiscard]] std::string who_where(const Node& node);

// The innermost function of a thread that is not the C or C++ library's; empty: unknown.
[[nodiscard]] std::string function_of(const snapshot::Thread& thread);

// "1 reader", "2 readers"
[[nodiscard]] std::string counted(std::size_t count, std::string_view noun);
// "4.7 s", "12 min"
[[nodiscard]] std::string duration_text(std::chrono::milliseconds time);

// "pipe 5531", "socket 77 (/run/x)", "FIFO /tmp/f", "/var/lock/x"
[[nodiscard]] std::string descriptor_text(const snapshot::Snapshot& snapshot,
                                          const snapshot::Descriptor& fd);
// "mutex 0x55d0c0", "pipe 5531", "child 4711"
[[nodiscard]] std::string object_text(const snapshot::Snapshot& snapshot,
                                      const snapshot::Process& process,
                                      const snapshot::Thread& thread);
// "full (65536 of 65536)", "empty", "owner 813"; may be empty.
[[nodiscard]] std::string detail_text(const snapshot::Snapshot& snapshot,
                                      const snapshot::Process& process,
                                      const snapshot::Thread& thread);

// One line of evidence: `thread 812 "a" of 810: mutex 0x55d0c0, owner 813, asleep for 4.7 s,
// without a time limit`
[[nodiscard]] std::string evidence_text(const snapshot::Snapshot& snapshot, const Node& node);

// What a thread does, up to the name of whoever owns it: `waits for mutex 0x55d0c0, held by`,
// `writes to pipe 5531, full (65536 of 65536), whose reader is`.
[[nodiscard]] std::string waits_for_text(const snapshot::Snapshot& snapshot, const Node& node);

// The whole circle of a component, from one member back to it.
[[nodiscard]] std::string circle_text(const snapshot::Snapshot& snapshot, const Graph& graph,
                                      const Component& component);

}  // namespace hangar::waitgraph
