// SPDX-License-Identifier: Apache-2.0
// A promise whose worker is at work.
#include <future>
#include <hangar/suites/zoo/zoo.hpp>

int main() {
    zoo::begin();
    auto future = std::async(std::launch::async, [] {
        std::this_thread::sleep_for(std::chrono::seconds(100));
        return 42;
    });
    zoo::ready();
    return future.get();
}
