// SPDX-License-Identifier: Apache-2.0
// A tracer that only looks on: its child is traced, and works.
#include <sys/ptrace.h>

#include <hangar/suites/zoo/zoo.hpp>

int main() {
    zoo::begin();
    const pid_t child =
        zoo::fork_child([] { std::this_thread::sleep_for(std::chrono::seconds(100)); });
    if (::ptrace(PTRACE_SEIZE, child, nullptr, nullptr) != 0) return 1;
    zoo::ready();
    ::waitpid(child, nullptr, 0);
}
