// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <unistd.h>

#include <hangar/backends/runtime/runtime.hpp>

// What several tests call at an actor.
namespace hangar::actor {

inline int add(int a, int b) {
    return a + b;
}
inline int own_pid() {
    return ::getpid();
}
inline runtime::Task<void> wait_for_ever() {
    auto for_ever = runtime::sleep_forever();
    co_await for_ever;
}

}  // namespace hangar::actor
