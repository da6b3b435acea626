// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include <hangar/diag/snapshot/snapshot.hpp>
#include <hangar/diag/waitgraph/diagnosis.hpp>

namespace hangar::waitgraph {

// The wait-for graph of a snapshot and what it proves. Pure: no system call; the same snapshot
// always gets the same diagnosis. Any thread. Names in the summaries are better once the threads'
// frames are there, and `lock-in-signal-handler` and the best of `init-cycle` need them.
[[nodiscard]] Diagnosis diagnose(const snapshot::Snapshot& snapshot);

// What a thread's wait is on, for people: "mutex 0x55d0c0", "pipe 5531", "child 4711".
[[nodiscard]] std::string object_of(const snapshot::Snapshot& snapshot,
                                    const snapshot::Process& process,
                                    const snapshot::Thread& thread);
// More about it in a few words: "held by 812 \"flusher\"", "full (65536 of 65536)". May be empty.
[[nodiscard]] std::string detail_of(const snapshot::Snapshot& snapshot,
                                    const snapshot::Process& process,
                                    const snapshot::Thread& thread);

}  // namespace hangar::waitgraph
