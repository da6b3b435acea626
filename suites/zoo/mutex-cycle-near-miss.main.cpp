// SPDX-License-Identifier: Apache-2.0
// A thread waits for a mutex whose holder sleeps with a time limit.
#include <hangar/suites/zoo/zoo.hpp>
#include <mutex>

std::mutex accounts;
std::atomic<int> holding{0};

int main() {
    zoo::begin();
    std::thread holder([] {
        const std::lock_guard lock(accounts);
        ++holding;
        std::this_thread::sleep_for(std::chrono::seconds(100));
    });
    zoo::wait_for(holding, 1);
    std::thread waiter([] { const std::lock_guard lock(accounts); });
    zoo::ready();
    holder.join();
    waiter.join();
}
