// SPDX-License-Identifier: Apache-2.0
// A thread forks while another one holds a lock; the child needs the lock, which nobody there
// holds.
#include <hangar/suites/zoo/zoo.hpp>
#include <mutex>

std::mutex registry;
std::atomic<int> holding{0};

int main() {
    zoo::begin();
    std::thread holder([] {
        const std::lock_guard lock(registry);
        ++holding;
        zoo::wait_for(holding, 2);
    });
    zoo::wait_for(holding, 1);
    const pid_t child = zoo::fork_child([] { const std::lock_guard lock(registry); });
    ++holding;
    holder.join();
    zoo::concerned(child);
    zoo::ready();
    ::waitpid(child, nullptr, 0);
}
