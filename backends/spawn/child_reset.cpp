// SPDX-License-Identifier: Apache-2.0
#include <hangar/backends/spawn/child_reset.hpp>

#include <array>
#include <atomic>
#include <cstddef>

#include <hangar/backends/runtime/current.hpp>
#include <hangar/backends/runtime/loop_directory.hpp>
#include <hangar/backends/runtime/task_count.hpp>
#include <hangar/diag/os/invariant.hpp>
#include <hangar/diag/tasks/layout.hpp>

namespace hangar::spawn {
namespace {

// No lock: a child forked while another thread held it could not take it.
constinit std::array<void (*)() noexcept, 32> hooks{};
constinit std::atomic<std::size_t> count{0};

}  // namespace

void on_child_reset(void (*hook)() noexcept) {
    const std::size_t place = count.fetch_add(1);
    os::require(place < hooks.size(), "at most 32 child reset hooks");
    hooks[place] = hook;
}

void reset_child_globals() noexcept {
    tasks::forget_loops_in_child();
    runtime::forget_listed_loops_in_child();
    runtime::TaskCount::forget_in_child();
    runtime::current = {};
    for (std::size_t i = 0; i < count.load(); ++i) hooks[i]();
}

}  // namespace hangar::spawn
