// SPDX-License-Identifier: Apache-2.0
// A parent waits for a child whose control group is frozen.
#include <hangar/suites/zoo/control_group.hpp>

int main() {
    zoo::begin();
    const zoo::ControlGroup group;
    const pid_t child =
        zoo::fork_child([] { std::this_thread::sleep_for(std::chrono::seconds(100)); });
    group.add(child);
    group.freeze();
    zoo::concerned(::getpid());
    zoo::concerned(child);
    zoo::ready();
    ::waitpid(child, nullptr, 0);
}
