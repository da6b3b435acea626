// SPDX-License-Identifier: Apache-2.0
// A function that holds the lock calls another one that takes it.
#include <hangar/suites/zoo/zoo.hpp>
#include <mutex>

std::mutex cache;

void evict() {
    const std::lock_guard lock(cache);
}

void insert() {
    const std::lock_guard lock(cache);
    zoo::ready();
    evict();
}

int main() {
    zoo::begin();
    zoo::concerned(::getpid());
    insert();
}
