// SPDX-License-Identifier: Apache-2.0
// A server that listens waits for something else; its client waits for an answer.
#include <netinet/in.h>
#include <sys/socket.h>

#include <hangar/suites/zoo/zoo.hpp>

int main() {
    zoo::begin();
    const int listener = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = ::htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof address;
    auto* name = reinterpret_cast<sockaddr*>(&address);
    if (::bind(listener, name, size) != 0 || ::listen(listener, 8) != 0 ||
        ::getsockname(listener, name, &size) != 0)
        return 1;
    const pid_t client = zoo::fork_child([&] {
        ::close(listener);
        const int socket = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
        if (::connect(socket, name, size) != 0) ::_exit(1);
        zoo::write_all(socket, "hello");
        zoo::ready();
        char byte = 0;
        if (::read(socket, &byte, 1) < 0) ::_exit(1);
    });
    zoo::concerned(client);
    zoo::concerned(::getpid());
    for (;;) ::pause();
}
