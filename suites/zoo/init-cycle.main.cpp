// SPDX-License-Identifier: Apache-2.0
// A static object's initialiser waits for a thread that needs the same object.
#include <hangar/suites/zoo/zoo.hpp>

int configuration();

int load() {
    std::thread helper([] { configuration(); });
    zoo::ready();
    helper.join();
    return 1;
}

int configuration() {
    static const int value = load();
    return value;
}

int main() {
    zoo::begin();
    zoo::concerned(::getpid());
    return configuration();
}
