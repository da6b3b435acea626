// SPDX-License-Identifier: Apache-2.0
// A parent waits for its child's end; the child reads to the end of a pipe that the parent writes
// to.
#include <hangar/suites/zoo/zoo.hpp>

int main() {
    zoo::begin();
    const auto input = zoo::make_pipe();
    const pid_t child = zoo::fork_child([&input] {
        ::close(input.write);
        char byte = 0;
        while (::read(input.read, &byte, 1) == 1) {
        }
    });
    ::close(input.read);
    zoo::concerned(::getpid());
    zoo::concerned(child);
    zoo::ready();
    ::waitpid(child, nullptr, 0);
}
