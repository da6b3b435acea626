// SPDX-License-Identifier: Apache-2.0
// The owner joins a worker under a lock that the worker does not need.
#include <hangar/suites/zoo/zoo.hpp>
#include <mutex>

std::mutex state;

int main() {
    zoo::begin();
    const std::lock_guard lock(state);
    std::thread worker([] { std::this_thread::sleep_for(std::chrono::seconds(100)); });
    std::thread other([] { const std::lock_guard wanted(state); });
    zoo::ready();
    worker.join();
    other.join();
}
