// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include <hangar/diag/dump/movement.hpp>

namespace hangar::dump {

std::optional<bool> something_moved(const Dump& dump) {
    const bool moved = std::ranges::any_of(dump.snapshot.processes, [](const auto& process) {
        return process.in_tree && !process.examiner && !process.ended() &&
               !std::ranges::all_of(process.threads, &snapshot::Thread::settled);
    });
    if (!moved && !dump.snapshot.complete) return std::nullopt;
    return moved;
}

}  // namespace hangar::dump
