// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <gtest/gtest.h>

#include <cstdint>
#include <cstdlib>
#include <string>

namespace hangar::runtime {

// For tests: runs `test(seed)` for every seed below `count`, or for the one in $HANGAR_SEED alone,
// and stops at the first that fails, saying how to repeat it.
template <class F>
void for_each_seed(std::uint64_t count, F test) {
    const char* only = std::getenv("HANGAR_SEED");
    const std::uint64_t first = only != nullptr ? std::stoull(only) : 0;
    const std::uint64_t end = only != nullptr ? first + 1 : count;
    for (std::uint64_t seed = first; seed < end; ++seed) {
        const testing::ScopedTrace trace(__FILE__, __LINE__, "HANGAR_SEED=" + std::to_string(seed));
        test(seed);
        if (testing::Test::HasFailure()) return;
    }
}

}  // namespace hangar::runtime
