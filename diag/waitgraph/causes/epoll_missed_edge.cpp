// SPDX-License-Identifier: Apache-2.0
// epoll-missed-edge: an edge-triggered descriptor has input, but its edge was consumed, so the loop
// sleeps on.
// Evidence: EPOLLET in the row, poll says IN, the epoll set itself is not ready; in both samples.
// Guard: a loop that can go on otherwise may leave input unread on purpose.
#include <sys/epoll.h>

#include <hangar/diag/waitgraph/causes/causes.hpp>
#include <hangar/diag/waitgraph/causes/epoll_rows.hpp>

namespace hangar::waitgraph {

void find_epoll_missed_edge(Scene& scene) {
    for (const SleepingRow& row : sleeping_rows(scene)) {
        const bool reads = (row.row->events & EPOLLIN) != 0 && row.row->current.value_or(false);
        if (!row.row->edge_triggered() || !reads || !has_input(row)) continue;
        report_row(scene, row, Cause::epoll_missed_edge, loop_confidence(scene, row),
                   "has unread input: it is edge-triggered, and its edge was consumed",
                   "With EPOLLET read until EAGAIN each time, or use level-triggered events.");
    }
}

}  // namespace hangar::waitgraph
