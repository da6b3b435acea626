// SPDX-License-Identifier: Apache-2.0
// Client and server each wait for the other's message.
#include <sys/socket.h>

#include <hangar/suites/zoo/zoo.hpp>

void receive(int socket) {
    char byte = 0;
    if (::recv(socket, &byte, 1, 0) < 0) std::abort();
}

int main() {
    zoo::begin();
    int ends[2];
    if (::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) != 0) return 1;
    const pid_t child = zoo::fork_child([&] {
        ::close(ends[0]);
        receive(ends[1]);
    });
    ::close(ends[1]);
    zoo::concerned(::getpid());
    zoo::concerned(child);
    zoo::ready();
    receive(ends[0]);
}
