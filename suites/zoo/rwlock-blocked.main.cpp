// SPDX-License-Identifier: Apache-2.0
// A reader wants to become the writer without giving up its read lock.
#include <pthread.h>

#include <hangar/suites/zoo/zoo.hpp>
#include <shared_mutex>

std::shared_mutex table;

int main() {
    zoo::begin();
    zoo::concerned(::getpid());
    table.lock_shared();
    std::thread upgrade([] {
        table.lock_shared();
        zoo::ready();
        table.lock();
    });
    upgrade.join();
}
