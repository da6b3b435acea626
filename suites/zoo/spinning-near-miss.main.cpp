// SPDX-License-Identifier: Apache-2.0
// A thread computes.
#include <cstdint>
#include <hangar/suites/zoo/zoo.hpp>

int main() {
    zoo::begin();
    zoo::ready();
    std::uint64_t value = 1;
    for (std::uint64_t i = 0;; ++i) {
        value = value * 6364136223846793005U + i;
        if (value == 0) break;
    }
    return static_cast<int>(value);
}
