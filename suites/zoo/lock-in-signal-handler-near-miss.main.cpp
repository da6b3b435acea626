// SPDX-License-Identifier: Apache-2.0
// A signal's handler only tries the lock that the code it interrupts holds, and takes its time.
#include <hangar/suites/zoo/zoo.hpp>
#include <mutex>

std::mutex log_lock;

void on_signal(int /*signal*/) {
    if (log_lock.try_lock()) log_lock.unlock();
    zoo::ready();
    const timespec while_it_lasts{.tv_sec = 100, .tv_nsec = 0};
    ::nanosleep(&while_it_lasts, nullptr);
}

int main() {
    zoo::begin();
    ::signal(SIGUSR2, on_signal);
    std::thread waiter;
    {
        const std::lock_guard lock(log_lock);
        waiter = std::thread([] { const std::lock_guard lock(log_lock); });
        ::raise(SIGUSR2);
    }
    waiter.join();
}
