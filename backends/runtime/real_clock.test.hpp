// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>

#include <hangar/backends/runtime/runtime.hpp>

// What waits for descriptors, processes and signals is tested on the real clock.
namespace hangar::runtime {

inline constexpr std::chrono::milliseconds moment{30};  // what must not happen is given this long
inline constexpr std::chrono::seconds patience{30};     // what must end, this long

template <class F>
void on_real_clock(F body) {
    const auto bounded = [&]() -> Task<void> { co_await fail_after(patience, std::ref(body)); };
    Loop().run(bounded);
}

}  // namespace hangar::runtime
