// SPDX-License-Identifier: Apache-2.0
#include <hangar/backends/runtime/task_count.hpp>

#include <hangar/diag/resources/gauges.hpp>

namespace hangar::runtime {

constinit std::atomic<std::int64_t> TaskCount::count_{0};

namespace {

const bool gauged = (diag::add_gauge("tasks", &TaskCount::now), true);

}  // namespace

}  // namespace hangar::runtime
