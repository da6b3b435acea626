// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <utility>

#include <hangar/backends/runtime/loop.hpp>

namespace hangar::runtime {

// Runs the body on a loop of its own whose time only moves when no task can run: an hour's timeouts
// are tested in a millisecond. With a seed, ready tasks run in an order drawn from it.
template <TaskBody F>
body_result_t<F> on_virtual_clock(F body, std::optional<std::uint64_t> seed = {}) {
    LoopOptions options;
    options.virtual_time = true;
    options.seed = seed;
    Loop loop(std::move(options));
    return loop.run(std::move(body));
}

}  // namespace hangar::runtime
