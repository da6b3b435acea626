// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <functional>
#include <vector>

#include <hangar/backends/spawn/backend.hpp>

namespace hangar::spawn {

// What a forked copy of this process is to become.
struct ForkedChild {
    std::function<int(ChildBoot)> main;
    ipc::Bytes seed;
    std::vector<int> keep;        // descriptors that it keeps; ascending
    std::array<int, 3> output{};  // a BootOutput's file, out and err
};

// In the copy, first thing: puts a cold process's defaults back, closes what is not its own, runs
// the child's main and ends with _exit. It dies with the thread of `parent` that its death signal
// follows. Requires: the process's only thread.
[[noreturn]] void live_as_forked_child(ForkedChild& child, pid_t parent);

// The descriptors that a request's child keeps, in a ForkedChild's order.
[[nodiscard]] std::vector<int> kept_by(const SpawnRequest& request, const BootOutput& output);

}  // namespace hangar::spawn
