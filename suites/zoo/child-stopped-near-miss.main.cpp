// SPDX-License-Identifier: Apache-2.0
// A child at work.
#include <hangar/suites/zoo/zoo.hpp>

int main() {
    zoo::begin();
    const pid_t child =
        zoo::fork_child([] { std::this_thread::sleep_for(std::chrono::seconds(100)); });
    zoo::ready();
    ::waitpid(child, nullptr, 0);
}
