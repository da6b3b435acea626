// SPDX-License-Identifier: Apache-2.0
// A child writes more to its terminal than it holds; its parent, which has the master, waits for
// the child's end.
#include <termios.h>

#include <hangar/suites/zoo/zoo.hpp>

int main() {
    zoo::begin();
    const int master = ::posix_openpt(O_RDWR | O_NOCTTY | O_CLOEXEC);
    if (master < 0 || ::grantpt(master) != 0 || ::unlockpt(master) != 0) return 1;
    const int terminal = ::open(::ptsname(master), O_RDWR | O_NOCTTY | O_CLOEXEC);
    const pid_t child = zoo::fork_child([&] {
        ::close(master);
        zoo::write_all(terminal, zoo::flood());
    });
    ::close(terminal);
    zoo::concerned(::getpid());
    zoo::concerned(child);
    zoo::ready();
    ::waitpid(child, nullptr, 0);
}
