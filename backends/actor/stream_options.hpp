// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

#include <hangar/backends/ipc/context_messages.hpp>

namespace hangar::actor {

// What becomes of items that come quicker than they are received, once the buffer is full. Closed.
enum class Overrun {
    wait,         // the sender waits for room
    fail,         // the context fails, with StreamOverrun, on both sides
    drop_oldest,  // what has waited longest makes room
};

// The receiving end of a stream, each side its own. No aggregate: it is a default argument of what
// is awaited. Requires: a buffer of one item at least.
struct StreamOptions {
    StreamOptions() = default;
    explicit StreamOptions(Overrun policy, std::uint32_t items = 64) noexcept
        : overrun(policy), buffer(items) {}

    // What the sender is told.
    [[nodiscard]] ipc::StreamWindow window() const noexcept {
        return {buffer, overrun != Overrun::wait};
    }

    Overrun overrun = Overrun::wait;
    std::uint32_t buffer = 64;
};

}  // namespace hangar::actor
