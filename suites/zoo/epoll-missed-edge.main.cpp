// SPDX-License-Identifier: Apache-2.0
// An edge-triggered reader stops before EAGAIN, and waits for an edge that will not come.
#include <sys/epoll.h>

#include <hangar/suites/zoo/zoo.hpp>

int main() {
    zoo::begin();
    zoo::concerned(::getpid());
    const auto pipe = zoo::make_pipe();
    const int set = ::epoll_create1(EPOLL_CLOEXEC);
    epoll_event event{.events = EPOLLIN | EPOLLET, .data = {}};
    ::epoll_ctl(set, EPOLL_CTL_ADD, pipe.read, &event);
    zoo::write_all(pipe.write, "two");
    ::epoll_wait(set, &event, 1, -1);
    char byte = 0;
    if (::read(pipe.read, &byte, 1) != 1) return 1;
    zoo::ready();
    return ::epoll_wait(set, &event, 1, -1);
}
