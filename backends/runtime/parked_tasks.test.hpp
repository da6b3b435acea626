// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <gtest/gtest.h>

#include <vector>

#include <hangar/backends/runtime/runtime.hpp>
#include <hangar/backends/runtime/virtual_clock.hpp>
#include <hangar/diag/tasks/layout.hpp>

// The task tree as a reader outside finds it: from hangar_task_registry, by nodes and links alone,
// while the tasks are parked.
namespace hangar::runtime {

// What a FrameNode's `location` points at, as layout.hpp documents it.
struct Location {
    const char* file;
    const char* function;
    std::uint32_t line;
    std::uint32_t column;
};

inline const Location& location_of(const tasks::FrameNode& frame) {
    return *static_cast<const Location*>(frame.location);
}

inline const tasks::LoopNode& this_loop() {
    const tasks::LoopNode* loop = hangar_task_registry.loops;
    while (loop->thread != os::this_thread()) loop = loop->next;
    return *loop;
}

inline std::vector<const tasks::TaskNode*> tasks_of(const tasks::NurseryNode& nursery) {
    std::vector<const tasks::TaskNode*> found;
    const tasks::TaskNode* task = nursery.tasks;
    for (std::uint64_t i = 0; i < nursery.count; ++i, task = task->next) found.push_back(task);
    return found;
}

// The tasks in the innermost nursery of the root.
inline std::vector<const tasks::TaskNode*> children_of_root() {
    return tasks_of(*this_loop().root->nurseries);
}

// Runs `look()` on a task of its own, while `body`'s tasks in the root's nursery are parked.
template <class Start, class Look>
void look_at(Start start, Look look) {
    const auto body = [&]() -> Task<void> {
        const auto play = [&](Nursery& nursery) -> Task<void> {
            start(nursery);
            co_await sleep_for(std::chrono::seconds(1));
            look();
            nursery.cancel();
        };
        co_await with_nursery(play);
    };
    on_virtual_clock(body);
}

// The one task's innermost frame, while it waits in what `wait()` gives.
template <class F, class Look>
void look_at_leaf(F wait, Look look) {
    const auto start = [&](Nursery& nursery) { nursery.start_soon(std::ref(wait)); };
    look_at(start, [&] {
        const auto children = children_of_root();
        ASSERT_EQ(children.size(), 1U);
        look(*children[0]->leaf);
    });
}

}  // namespace hangar::runtime
