// SPDX-License-Identifier: Apache-2.0
// A server is started again while a child of the one before still has its listener: it tries for
// ever.
#include <netinet/in.h>
#include <sys/socket.h>

#include <hangar/suites/zoo/zoo.hpp>

namespace {

int try_to_bind(const sockaddr_in& address) {
    const int listener = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (::bind(listener, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0)
        return listener;
    ::close(listener);
    return -1;
}

}  // namespace

int main() {
    zoo::begin();
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = ::htonl(INADDR_LOOPBACK);
    const int listener = try_to_bind(address);
    socklen_t size = sizeof address;
    if (::listen(listener, 8) != 0 ||
        ::getsockname(listener, reinterpret_cast<sockaddr*>(&address), &size) != 0)
        return 1;
    zoo::concerned(zoo::fork_child([] {
        for (;;) ::pause();
    }));
    ::close(listener);
    zoo::concerned(::getpid());
    zoo::ready();
    while (try_to_bind(address) < 0) ::usleep(300'000);
    return 0;
}
