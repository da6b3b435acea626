// SPDX-License-Identifier: Apache-2.0
// A full socket with a slow receiver.
#include <sys/socket.h>

#include <hangar/suites/zoo/zoo.hpp>

int main() {
    zoo::begin();
    int ends[2];
    if (::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) != 0) return 1;
    zoo::fork_child([&] {
        ::close(ends[0]);
        char byte = 0;
        while (::read(ends[1], &byte, 1) == 1)
            std::this_thread::sleep_for(std::chrono::milliseconds(20));
    });
    ::close(ends[1]);
    zoo::ready();
    zoo::write_all(ends[0], zoo::flood());
}
