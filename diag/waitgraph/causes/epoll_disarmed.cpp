// SPDX-License-Identifier: Apache-2.0
// epoll-disarmed: a one-shot descriptor has input, but was not armed again after its last event.
// Evidence: the row's events are exactly EPOLLONESHOT, poll says IN; in both samples.
// Guard: who works on it will arm it again: while another thread with the set lives, in whatever
// process, it is only possible.
#include <hangar/diag/waitgraph/causes/causes.hpp>
#include <hangar/diag/waitgraph/causes/epoll_rows.hpp>

namespace hangar::waitgraph {

void find_epoll_disarmed(Scene& scene) {
    for (const SleepingRow& row : sleeping_rows(scene)) {
        if (!row.row->disarmed() || !row.row->current.value_or(false) || !has_input(row)) continue;
        report_row(scene, row, Cause::epoll_disarmed, loop_confidence(scene, row),
                   "has input: it is one-shot and was not armed again",
                   "After handling an EPOLLONESHOT event, arm it again with EPOLL_CTL_MOD.");
    }
}

}  // namespace hangar::waitgraph
