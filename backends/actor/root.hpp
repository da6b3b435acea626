// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <stdexcept>

#include <hangar/backends/actor/actor.hpp>
#include <hangar/backends/runtime/loop.hpp>
#include <hangar/backends/runtime/task.hpp>

namespace hangar::actor {

// SIGINT came while the root actor ran: its whole tree was cancelled and has ended.
class Interrupted : public std::runtime_error {
  public:
    Interrupted() : std::runtime_error("interrupted by SIGINT") {}
};

// Runs a body on the root actor of a new tree, until it and all that it started have ended.
// Errors: what the body throws; Interrupted; os::Error EBUSY (as OsError) when this process has a
// root actor already. Requires: no loop runs on this thread. While it runs SIGINT is its own.
void run_root(TreeOptions options, std::function<runtime::Task<void>()> body,
              runtime::LoopOptions loop_options = {});

// The same for a body with a result.
template <runtime::TaskBody F>
runtime::body_result_t<F> run_root_for(TreeOptions options, F body) {
    std::optional<runtime::body_result_t<F>> result;
    run_root(std::move(options), [&]() -> runtime::Task<void> {
        auto task = body();
        result.emplace(co_await std::move(task));
    });
    return std::move(*result);
}

}  // namespace hangar::actor
