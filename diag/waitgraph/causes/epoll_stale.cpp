// SPDX-License-Identifier: Apache-2.0
// epoll-stale: a row of an epoll set stands for a file that was closed under its number, but lives
// on through a duplicate: its events come from a file that the loop has forgotten, and what has the
// number now is not watched.
// Evidence: the row's file is not the number's (kcmp). Guard: a stale row does harm only where the
// number's new file has input that nobody watches, or where the set has no other row; else
// possible.
#include <poll.h>
#include <algorithm>
#include <hangar/diag/waitgraph/causes/causes.hpp>
#include <hangar/diag/waitgraph/causes/epoll_rows.hpp>

namespace hangar::waitgraph {
namespace {

using snapshot::EpollRow;

bool is_stale(const EpollRow& row) {
    return row.current.has_value() && !*row.current;
}

bool is_watched(const SleepingRow& row) {
    return std::ranges::any_of(row.set->rows, [&row](const EpollRow& other) {
        return other.fd == row.row->fd && other.current.value_or(true);
    });
}

bool successor_has_input(const SleepingRow& row) {
    return row.target != nullptr && row.target->ready && (*row.target->ready & POLLIN) != 0;
}

Confidence confidence_in(const SleepingRow& row) {
    const bool only_stale = std::ranges::all_of(row.set->rows, is_stale);
    const bool unwatched_input = successor_has_input(row) && !is_watched(row);
    return only_stale || unwatched_input ? Confidence::likely : Confidence::possible;
}

}  // namespace

void find_epoll_stale(Scene& scene) {
    for (const SleepingRow& row : sleeping_rows(scene)) {
        if (!is_stale(*row.row)) continue;
        report_row(
            scene, row, Cause::epoll_stale, confidence_in(row),
            row.target == nullptr
                ? "was closed here and lives on in a duplicate elsewhere"
                : "is not what was added under that number, which lives on in a duplicate",
            "Remove a descriptor from the set (EPOLL_CTL_DEL) before closing it, and open it "
            "close-on-exec.");
    }
}

}  // namespace hangar::waitgraph
