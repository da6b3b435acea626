// SPDX-License-Identifier: Apache-2.0
// A program that finds its port taken by another instance asks that one every now and then.
#include <netinet/in.h>
#include <sys/socket.h>

#include <hangar/suites/zoo/zoo.hpp>

namespace {

int stream() {
    return ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
}

void serve(int listener) {
    for (char byte = 0;;) {
        const int client = ::accept(listener, nullptr, nullptr);
        if (::read(client, &byte, 1) == 1 && ::write(client, &byte, 1) != 1) std::abort();
        ::close(client);
    }
}

void ask(const sockaddr_in& address) {
    const int socket = stream();
    if (::connect(socket, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0)
        std::abort();
    char byte = '?';
    if (::write(socket, &byte, 1) != 1 || ::read(socket, &byte, 1) != 1) std::abort();
    ::close(socket);
}

}  // namespace

int main() {
    zoo::begin();
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = ::htonl(INADDR_LOOPBACK);
    auto* name = reinterpret_cast<sockaddr*>(&address);
    socklen_t size = sizeof address;
    const int listener = stream();
    if (::bind(listener, name, size) != 0 || ::listen(listener, 8) != 0 ||
        ::getsockname(listener, name, &size) != 0)
        return 1;
    zoo::concerned(zoo::fork_child([listener] { serve(listener); }));
    ::close(listener);
    ask(address);
    const int mine = stream();
    if (::bind(mine, name, size) == 0) return 1;
    ::close(mine);
    zoo::ready();
    for (;; ::usleep(200'000)) ask(address);
}
