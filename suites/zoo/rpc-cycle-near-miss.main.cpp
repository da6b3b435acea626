// SPDX-License-Identifier: Apache-2.0
// The same, but one side has a limit for how long it waits.
#include <sys/socket.h>
#include <sys/time.h>

#include <hangar/suites/zoo/zoo.hpp>

int main() {
    zoo::begin();
    int ends[2];
    if (::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) != 0) return 1;
    char byte = 0;
    zoo::fork_child([&] {
        ::close(ends[0]);
        if (::recv(ends[1], &byte, 1, 0) < 0) ::_exit(1);
    });
    ::close(ends[1]);
    const timeval limit{.tv_sec = 100, .tv_usec = 0};
    ::setsockopt(ends[0], SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof limit);
    zoo::ready();
    return ::recv(ends[0], &byte, 1, 0) < 0;
}
