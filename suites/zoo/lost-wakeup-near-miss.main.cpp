// SPDX-License-Identifier: Apache-2.0
// Waits on atomics that nobody has changed yet, and a thread that will.
#include <hangar/suites/zoo/zoo.hpp>

std::atomic<int> phase{7};

int main() {
    zoo::begin();
    std::thread waiter([] { phase.wait(7); });
    zoo::ready();
    std::this_thread::sleep_for(std::chrono::seconds(100));
    phase.store(8);
    phase.notify_all();
    waiter.join();
}
