// SPDX-License-Identifier: Apache-2.0
// An idle edge-triggered loop: everything was read.
#include <netinet/in.h>
#include <sys/epoll.h>
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
    const int set = ::epoll_create1(EPOLL_CLOEXEC);
    epoll_event event{.events = EPOLLIN | EPOLLET, .data = {}};
    ::epoll_ctl(set, EPOLL_CTL_ADD, listener, &event);
    zoo::ready();
    return ::epoll_wait(set, &event, 1, -1);
}
