// SPDX-License-Identifier: Apache-2.0
// A parent waits for a child that is stopped.
#include <hangar/suites/zoo/zoo.hpp>

int main() {
    zoo::begin();
    const pid_t child = zoo::fork_child([] { ::raise(SIGSTOP); });
    ::waitpid(child, nullptr, WUNTRACED);
    zoo::concerned(::getpid());
    zoo::concerned(child);
    zoo::ready();
    ::waitpid(child, nullptr, 0);
}
