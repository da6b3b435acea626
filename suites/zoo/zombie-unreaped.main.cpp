// SPDX-License-Identifier: Apache-2.0
// The child ends before its parent waits for the signal that tells of it.
#include <hangar/suites/zoo/zoo.hpp>

void on_child(int /*signal*/) {}

int main() {
    zoo::begin();
    ::signal(SIGCHLD, on_child);
    const pid_t child = zoo::fork_child([] {});
    siginfo_t info{};
    ::waitid(P_PID, static_cast<id_t>(child), &info, WEXITED | WNOWAIT);
    zoo::concerned(::getpid());
    zoo::concerned(child);
    zoo::ready();
    for (;;) ::pause();
}
