// SPDX-License-Identifier: Apache-2.0
// Two processes send each other much on one socket before they receive.
#include <sys/socket.h>

#include <hangar/suites/zoo/zoo.hpp>

int main() {
    zoo::begin();
    int ends[2];
    if (::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) != 0) return 1;
    const pid_t child = zoo::fork_child([&] {
        ::close(ends[0]);
        zoo::write_all(ends[1], zoo::flood());
    });
    ::close(ends[1]);
    zoo::concerned(::getpid());
    zoo::concerned(child);
    zoo::ready();
    zoo::write_all(ends[0], zoo::flood());
}
