// SPDX-License-Identifier: Apache-2.0
// A parent that will collect its child when it comes round to it.
#include <hangar/suites/zoo/zoo.hpp>

int main() {
    zoo::begin();
    const pid_t child = zoo::fork_child([] {});
    siginfo_t info{};
    ::waitid(P_PID, static_cast<id_t>(child), &info, WEXITED | WNOWAIT);
    zoo::ready();
    std::this_thread::sleep_for(std::chrono::seconds(100));
    ::waitpid(child, nullptr, 0);
}
