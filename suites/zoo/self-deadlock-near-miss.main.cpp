// SPDX-License-Identifier: Apache-2.0
// The same with a recursive mutex does not hang; the thread sleeps in the inner function.
#include <hangar/suites/zoo/zoo.hpp>
#include <mutex>

std::recursive_mutex cache;

int main() {
    zoo::begin();
    const std::lock_guard outer(cache);
    const std::lock_guard inner(cache);
    std::thread waiter([] { const std::lock_guard lock(cache); });
    zoo::ready();
    std::this_thread::sleep_for(std::chrono::seconds(100));
    waiter.join();
}
