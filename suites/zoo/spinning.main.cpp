// SPDX-License-Identifier: Apache-2.0
// A thread polls a flag that nobody sets.
#include <hangar/suites/zoo/zoo.hpp>

std::atomic<bool> done{false};

int main() {
    zoo::begin();
    zoo::concerned(::getpid());
    zoo::ready();
    while (!done.load(std::memory_order_relaxed)) {
    }
}
