// SPDX-License-Identifier: Apache-2.0
// A thread ends with its mutex locked.
#include <hangar/suites/zoo/zoo.hpp>
#include <mutex>

std::mutex results;

int main() {
    zoo::begin();
    zoo::concerned(::getpid());
    std::thread([] { results.lock(); }).join();
    zoo::ready();
    results.lock();
}
