// SPDX-License-Identifier: Apache-2.0
// A flag is stored, and whoever waits for it is told only a while later.
#include <hangar/suites/zoo/zoo.hpp>

std::atomic<int> phase{7};
std::atomic<pid_t> waiting{0};

int main() {
    zoo::begin();
    std::thread waiter([] {
        waiting = ::gettid();
        phase.wait(7);
    });
    zoo::wait_for(waiting, 1);
    zoo::wait_until_asleep(waiting);
    phase.store(8);
    zoo::ready();
    std::this_thread::sleep_for(std::chrono::seconds(100));
    phase.notify_one();
    waiter.join();
}
