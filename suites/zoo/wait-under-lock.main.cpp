// SPDX-License-Identifier: Apache-2.0
// The owner joins its worker while it holds the lock that the worker needs to end.
#include <hangar/suites/zoo/zoo.hpp>
#include <mutex>

std::mutex state;
std::atomic<int> begun{0};

void work() {
    ++begun;
    const std::lock_guard lock(state);
}

int main() {
    zoo::begin();
    zoo::concerned(::getpid());
    const std::lock_guard lock(state);
    std::thread worker(work);
    zoo::wait_for(begun, 1);
    zoo::ready();
    worker.join();
}
