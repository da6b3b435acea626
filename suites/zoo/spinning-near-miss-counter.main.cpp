// SPDX-License-Identifier: Apache-2.0
// A thread counts in memory: its registers are the same again and again.
#include <hangar/suites/zoo/zoo.hpp>

int main() {
    zoo::begin();
    zoo::ready();
    volatile unsigned long counter = 0;
    for (;;) {
        counter = counter + 1;
    }
}
