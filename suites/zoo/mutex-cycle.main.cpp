// SPDX-License-Identifier: Apache-2.0
// Two threads take two mutexes in opposite orders.
#include <hangar/suites/zoo/zoo.hpp>
#include <mutex>

std::mutex accounts;
std::mutex journal;
std::atomic<int> holding{0};

void transfer() {
    const std::lock_guard first(accounts);
    ++holding;
    zoo::wait_for(holding, 2);
    const std::lock_guard second(journal);
}

void rotate() {
    const std::lock_guard first(journal);
    ++holding;
    zoo::wait_for(holding, 2);
    const std::lock_guard second(accounts);
}

int main() {
    zoo::begin();
    zoo::concerned(::getpid());
    std::thread a(transfer);
    std::thread b(rotate);
    zoo::wait_for(holding, 2);
    zoo::ready();
    a.join();
    b.join();
}
