// SPDX-License-Identifier: Apache-2.0
// A child in the background reads from the terminal, is stopped, and its parent waits for it.
#include <sys/ioctl.h>

#include <hangar/suites/zoo/zoo.hpp>

int main() {
    zoo::begin();
    // A terminal of our own: we lead a session on it, and keep its master.
    ::setsid();
    const int master = ::posix_openpt(O_RDWR | O_NOCTTY | O_CLOEXEC);
    if (master < 0 || ::grantpt(master) != 0 || ::unlockpt(master) != 0) return 1;
    const int terminal = ::open(::ptsname(master), O_RDWR | O_CLOEXEC);
    if (terminal < 0 || ::ioctl(terminal, TIOCSCTTY, 0) != 0) return 1;
    const pid_t child = zoo::fork_child([terminal] {
        ::setpgid(0, 0);
        char byte = 0;
        if (::read(terminal, &byte, 1) < 0) ::_exit(1);
    });
    ::waitpid(child, nullptr, WUNTRACED);
    zoo::concerned(::getpid());
    zoo::concerned(child);
    zoo::ready();
    ::waitpid(child, nullptr, 0);
}
