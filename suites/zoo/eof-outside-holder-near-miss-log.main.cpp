// SPDX-License-Identifier: Apache-2.0
// A supervisor reads the log of a service that has put itself into the background.
#include <sys/socket.h>

#include <hangar/suites/zoo/zoo.hpp>

int main() {
    zoo::begin();
    const auto log = zoo::make_pipe();
    const auto gate = zoo::make_pipe();
    const pid_t starter = zoo::fork_child([&] {
        ::dup2(log.write, STDERR_FILENO);
        ::close(log.write);
        ::close(log.read);
        if (::fork() != 0) ::_exit(0);
        ::alarm(120);
        ::setsid();
        const int listener = ::socket(AF_UNIX, SOCK_STREAM, 0);
        // An address of its own choice, as the kernel gives it to a socket that asks for none.
        const sockaddr address{.sa_family = AF_UNIX, .sa_data = {}};
        if (::bind(listener, &address, sizeof address.sa_family) != 0) ::_exit(1);
        ::listen(listener, 5);
        zoo::open_gate(gate);
        for (;;) {
            const int client = ::accept(listener, nullptr, nullptr);
            ::dprintf(STDERR_FILENO, "client %d\n", client);
            ::close(client);
        }
    });
    ::waitpid(starter, nullptr, 0);
    ::close(log.write);
    zoo::wait_for(gate);
    zoo::ready();
    char byte = 0;
    while (::read(log.read, &byte, 1) == 1) {
    }
}
