// SPDX-License-Identifier: Apache-2.0
#include <hangar/backends/actor/lifetime_stack.hpp>
#include <hangar/backends/actor/log.hpp>
#include <hangar/backends/runtime/errors.hpp>

namespace hangar::actor {

void LifetimeStack::unwind() noexcept {
    while (!actions_.empty()) {
        const auto action = std::move(actions_.back());
        actions_.pop_back();
        try {
            action();
        } catch (...) {
            log(LogLevel::error, "lifetime", runtime::describe(std::current_exception()));
        }
    }
}

}  // namespace hangar::actor
