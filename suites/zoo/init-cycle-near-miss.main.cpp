// SPDX-License-Identifier: Apache-2.0
// Several threads wait for an initialiser that takes its time.
#include <hangar/suites/zoo/zoo.hpp>

int configuration() {
    static const int value = [] {
        zoo::ready();
        std::this_thread::sleep_for(std::chrono::seconds(100));
        return 1;
    }();
    return value;
}

int main() {
    zoo::begin();
    std::thread first([] { configuration(); });
    std::thread second([] { configuration(); });
    first.join();
    second.join();
}
