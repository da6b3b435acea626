// SPDX-License-Identifier: Apache-2.0
// A reader has kept a write end of the pipe that it reads to its end.
#include <hangar/suites/zoo/zoo.hpp>

int main() {
    zoo::begin();
    zoo::concerned(::getpid());
    const auto output = zoo::make_pipe();
    const pid_t child = zoo::fork_child([&] { zoo::write_all(output.write, "hello"); });
    ::waitpid(child, nullptr, 0);
    zoo::ready();
    char byte = 0;
    while (::read(output.read, &byte, 1) == 1) {
    }
}
