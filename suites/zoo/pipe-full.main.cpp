// SPDX-License-Identifier: Apache-2.0
// The parent waits for its child's end before it reads the output that the child cannot write.
#include <hangar/suites/zoo/zoo.hpp>

int main() {
    zoo::begin();
    const auto output = zoo::make_pipe();
    const pid_t child = zoo::fork_child([&] {
        ::close(output.read);
        zoo::write_all(output.write, zoo::flood());
    });
    ::close(output.write);
    zoo::concerned(::getpid());
    zoo::concerned(child);
    zoo::ready();
    ::waitpid(child, nullptr, 0);
}
