// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <coroutine>
#include <utility>

namespace hangar::runtime {

class Loop;
struct TaskContext;

// What the calling thread runs: its loop, its task, and the coroutine to resume next.
// `next` is the trampoline: a suspension never resumes another coroutine on its own stack, it
// leaves it here for run_until_suspended. Symmetric transfer would do the same at no cost, but g++
// makes no tail call of it at -O0, -O1 and under sanitizers, and a million ready awaits overflow.
struct Current {
    Loop* loop = nullptr;
    TaskContext* task = nullptr;
    std::coroutine_handle<> next;
    unsigned ready_awaits = 0;  // awaits that did not suspend: see Park
};

inline thread_local constinit Current current{};

inline void run_until_suspended(std::coroutine_handle<> coroutine) {
    coroutine.resume();
    while (current.next) std::exchange(current.next, nullptr).resume();
}

}  // namespace hangar::runtime
