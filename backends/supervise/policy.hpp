// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstddef>

#include <hangar/diag/os/deadline.hpp>

namespace hangar::supervise {

// Who is ended and started again with a child that is to be started again. Closed.
enum class Strategy {
    one_for_one,   // it alone
    one_for_all,   // all children
    rest_for_one,  // it and those that were added after it
};

// Which ends of a child are followed by another start. Closed.
enum class Restart {
    permanent,  // each
    transient,  // an error, but no end in order
    temporary,  // none, not even with others
};

// At most so many restarts in any stretch of time of that length: one more, and the supervisor
// fails. None: the first exit is one too many.
struct Intensity {
    std::size_t restarts = 3;
    os::Duration period = std::chrono::seconds(5);
};

// Whether a child that has ended, in order or by an error, is to be started again.
[[nodiscard]] constexpr bool is_restarted(Restart kind, bool in_order) noexcept {
    switch (kind) {
        case Restart::permanent:
            return true;
        case Restart::transient:
            return !in_order;
        case Restart::temporary:
            return false;
    }
    return false;
}

// Whether child `other` is ended and started again with `failed`; both count in the order in which
// they were added.
[[nodiscard]] constexpr bool is_concerned(Strategy strategy, std::size_t failed,
                                          std::size_t other) noexcept {
    switch (strategy) {
        case Strategy::one_for_one:
            return other == failed;
        case Strategy::one_for_all:
            return true;
        case Strategy::rest_for_one:
            return other >= failed;
    }
    return false;
}

}  // namespace hangar::supervise
