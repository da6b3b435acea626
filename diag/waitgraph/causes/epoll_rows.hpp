// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <hangar/diag/waitgraph/scene.hpp>

namespace hangar::waitgraph {

// A thread that sleeps in epoll_wait without a time limit, its set, and a row of it.
struct SleepingRow {
    const Node* node = nullptr;
    const snapshot::Descriptor* set = nullptr;
    const snapshot::EpollRow* row = nullptr;
    const snapshot::Descriptor* target = nullptr;  // what the row's number is now; null: closed
};

// Every row of every set that a thread sleeps on although nothing in it is reported ready.
[[nodiscard]] std::vector<SleepingRow> sleeping_rows(const Scene& scene);

// Whether poll says in both samples that there is something to read.
[[nodiscard]] bool has_input(const SleepingRow& row) noexcept;

// Whether the holder of the other end of what the row watches waits for an answer on it.
[[nodiscard]] bool peer_waits(const Scene& scene, const SleepingRow& row);

// Whether another thread with the set, also of another process, lives: it may be at work on what
// the row has reported.
[[nodiscard]] bool has_live_worker(const Scene& scene, const SleepingRow& row);

// How sure one can be that the loop hangs because of the row: by the graph if the thread is dead;
// else likely while somebody waits for an answer there that no other thread is at work on, and else
// possible: leaving input unread for a while is how a loop slows a sender down.
[[nodiscard]] Confidence loop_confidence(const Scene& scene, const SleepingRow& row);

// Reports a verdict on the row and claims the thread's dead end.
void report_row(Scene& scene, const SleepingRow& row, Cause cause, Confidence confidence,
                std::string_view what, std::string_view advice);

}  // namespace hangar::waitgraph
