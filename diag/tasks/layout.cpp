// SPDX-License-Identifier: Apache-2.0
#include <hangar/diag/tasks/layout.hpp>

#include <mutex>
#include <new>

extern "C" {
__attribute__((used)) constinit hangar::tasks::Registry hangar_task_registry = [] {
    hangar::tasks::Registry registry;
    registry.self = &hangar_task_registry;
    return registry;
}();
}

namespace hangar::tasks {
namespace {

std::mutex& registry_lock() {
    static std::mutex lock;
    return lock;
}

}  // namespace

void register_loop(LoopNode& loop) noexcept {
    const std::lock_guard guard(registry_lock());
    loop.next = hangar_task_registry.loops;
    hangar_task_registry.loops = &loop;
}

void unregister_loop(LoopNode& loop) noexcept {
    const std::lock_guard guard(registry_lock());
    for (LoopNode** link = &hangar_task_registry.loops; *link != nullptr; link = &(*link)->next) {
        if (*link != &loop) continue;
        *link = loop.next;
        return;
    }
}

void forget_loops_in_child() noexcept {
    // The parent may have forked while another of its threads held the lock.
    new (&registry_lock()) std::mutex;
    hangar_task_registry.loops = nullptr;
    hangar_task_registry.stackscope = {};
}

}  // namespace hangar::tasks
