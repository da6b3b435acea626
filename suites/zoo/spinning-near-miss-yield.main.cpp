// SPDX-License-Identifier: Apache-2.0
// A thread yields until another one has computed something.
#include <cstdint>
#include <hangar/suites/zoo/zoo.hpp>

std::atomic<bool> done{false};

int main() {
    zoo::begin();
    std::thread worker([] {
        std::uint64_t value = 1;
        for (std::uint64_t i = 0; value != 0; ++i) value = value * 6364136223846793005U + i;
        done = true;
    });
    zoo::ready();
    while (!done) std::this_thread::yield();
    worker.join();
}
