// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <coroutine>

#include <hangar/backends/runtime/current.hpp>
#include <hangar/diag/tasks/layout.hpp>

namespace hangar::runtime {

class CancelScope;
class Nursery;
class Park;

// A task: the node that is readable from outside, and what the loop needs to run it.
// Lives in the task's outermost coroutine. Only its loop's thread touches it.
struct TaskContext {
    tasks::TaskNode node;
    std::coroutine_handle<> resume;     // where it goes on
    Park* parked = nullptr;             // what it waits in; null while it runs or is ready
    CancelScope* scope = nullptr;       // the innermost scope it is in
    Nursery* nursery = nullptr;         // whose child it is; null for a loop's root task
    TaskContext* scope_next = nullptr;  // the tasks that are directly in `scope`
    TaskContext* scope_previous = nullptr;
};

}  // namespace hangar::runtime
