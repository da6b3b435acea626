// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <hangar/backends/runtime/loop.hpp>

namespace hangar::runtime {

// By the clock of the loop that runs the test's body.
inline os::TimePoint now() {
    return Loop::running().now();
}

}  // namespace hangar::runtime
