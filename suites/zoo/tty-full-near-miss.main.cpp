// SPDX-License-Identifier: Apache-2.0
// A terminal whose master is read slowly.
#include <hangar/suites/zoo/zoo.hpp>

int main() {
    zoo::begin();
    const int master = ::posix_openpt(O_RDWR | O_NOCTTY | O_CLOEXEC);
    if (master < 0 || ::grantpt(master) != 0 || ::unlockpt(master) != 0) return 1;
    const int terminal = ::open(::ptsname(master), O_RDWR | O_NOCTTY | O_CLOEXEC);
    zoo::fork_child([&] {
        ::close(master);
        zoo::write_all(terminal, zoo::flood());
    });
    ::close(terminal);
    zoo::ready();
    char byte = 0;
    while (::read(master, &byte, 1) == 1)
        std::this_thread::sleep_for(std::chrono::milliseconds(20));
}
