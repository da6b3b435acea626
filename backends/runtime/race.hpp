// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <functional>
#include <optional>

#include <hangar/backends/runtime/nursery.hpp>

namespace hangar::runtime {

// Runs the bodies side by side until the first has ended, cancels the others, waits until they are
// through, and gives the index of the first. If it threw, so does this.
template <TaskBody... Bodies>
Task<std::size_t> first_of(Bodies... bodies) {
    std::optional<std::size_t> first;
    auto race = [&](Nursery& nursery) -> Task<void> {
        const auto enter = [&](std::size_t index, auto& body) {
            auto run = [&nursery, &first, &body, index]() -> Task<void> {
                auto task = body();
                co_await std::move(task);
                if (!first) first = index;
                nursery.cancel("another was first");
            };
            nursery.start_soon(run, "first_of");
        };
        std::size_t index = 0;
        (enter(index++, bodies), ...);
        co_return;
    };
    auto nursery = with_nursery(std::ref(race));
    co_await std::move(nursery);
    // Nobody was first exactly if a cancellation from outside came first.
    if (!first) throw Cancelled();
    co_return *first;
}

}  // namespace hangar::runtime
