// SPDX-License-Identifier: Apache-2.0
// Two processes write much to each other before they read.
#include <hangar/suites/zoo/zoo.hpp>

int main() {
    zoo::begin();
    const auto there = zoo::make_pipe();
    const auto back = zoo::make_pipe();
    const pid_t child = zoo::fork_child([&] {
        ::close(there.write);
        ::close(back.read);
        zoo::write_all(back.write, zoo::flood());
    });
    ::close(there.read);
    ::close(back.write);
    zoo::concerned(::getpid());
    zoo::concerned(child);
    zoo::ready();
    zoo::write_all(there.write, zoo::flood());
}
