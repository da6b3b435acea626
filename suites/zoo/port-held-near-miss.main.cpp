// SPDX-License-Identifier: Apache-2.0
// A server that is refused its port takes the next one, and works.
#include <netinet/in.h>
#include <sys/socket.h>

#include <hangar/suites/zoo/zoo.hpp>

namespace {

int listen_at(sockaddr_in& address) {
    const int listener = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    auto* name = reinterpret_cast<sockaddr*>(&address);
    socklen_t size = sizeof address;
    const bool bound = ::bind(listener, name, size) == 0 && ::listen(listener, 8) == 0 &&
                       ::getsockname(listener, name, &size) == 0;
    if (bound) return listener;
    ::close(listener);
    return -1;
}

}  // namespace

int main() {
    zoo::begin();
    sockaddr_in first{};
    first.sin_family = AF_INET;
    first.sin_addr.s_addr = ::htonl(INADDR_LOOPBACK);
    const int taken = listen_at(first);
    zoo::concerned(zoo::fork_child([] {
        for (;;) ::pause();
    }));
    ::close(taken);
    sockaddr_in wanted = first;
    if (listen_at(wanted) >= 0) return 1;
    wanted.sin_port = 0;
    if (listen_at(wanted) < 0) return 1;
    zoo::ready();
    for (;;) ::usleep(300'000);  // its work
}
