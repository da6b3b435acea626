// SPDX-License-Identifier: Apache-2.0
// A debugger has stopped its child, and waits for something else.
#include <sys/ptrace.h>

#include <hangar/suites/zoo/zoo.hpp>

int main() {
    zoo::begin();
    const pid_t child = zoo::fork_child([] {
        ::ptrace(PTRACE_TRACEME, 0, nullptr, nullptr);
        ::raise(SIGUSR1);
    });
    ::waitpid(child, nullptr, 0);
    zoo::concerned(::getpid());
    zoo::concerned(child);
    zoo::ready();
    for (;;) ::pause();
}
