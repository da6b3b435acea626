// SPDX-License-Identifier: Apache-2.0
// A shell's background job wanted to read from the terminal and was stopped; nobody waits for it.
#include <sys/ioctl.h>

#include <hangar/suites/zoo/zoo.hpp>

int main() {
    zoo::begin();
    ::setsid();
    const int master = ::posix_openpt(O_RDWR | O_NOCTTY | O_CLOEXEC);
    if (master < 0 || ::grantpt(master) != 0 || ::unlockpt(master) != 0) return 1;
    const int terminal = ::open(::ptsname(master), O_RDWR | O_CLOEXEC);
    if (terminal < 0 || ::ioctl(terminal, TIOCSCTTY, 0) != 0) return 1;
    const pid_t job = zoo::fork_child([terminal] {
        ::setpgid(0, 0);
        char byte = 0;
        if (::read(terminal, &byte, 1) < 0) ::_exit(1);
    });
    ::waitpid(job, nullptr, WUNTRACED);
    zoo::ready();
    char byte = 0;
    return ::read(terminal, &byte, 1) < 0;
}
