// SPDX-License-Identifier: Apache-2.0
// A shell's background job is stopped, and nobody waits for it.
#include <hangar/suites/zoo/zoo.hpp>

int main() {
    zoo::begin();
    const auto input = zoo::make_pipe();
    const pid_t job = zoo::fork_child([&input] {
        ::setpgid(0, 0);
        ::close(input.write);
        ::raise(SIGTSTP);
    });
    ::waitpid(job, nullptr, WUNTRACED);
    zoo::ready();
    for (;;) std::this_thread::sleep_for(std::chrono::seconds(100));
}
