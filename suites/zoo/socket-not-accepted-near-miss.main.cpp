// SPDX-License-Identifier: Apache-2.0
// An idle server: it waits to accept, and nobody comes.
#include <netinet/in.h>
#include <sys/socket.h>

#include <hangar/suites/zoo/zoo.hpp>

int main() {
    zoo::begin();
    const int listener = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = ::htonl(INADDR_LOOPBACK);
    if (::bind(listener, reinterpret_cast<sockaddr*>(&address), sizeof address) != 0 ||
        ::listen(listener, 8) != 0)
        return 1;
    zoo::ready();
    return ::accept(listener, nullptr, nullptr) < 0;
}
