// SPDX-License-Identifier: Apache-2.0
// A one-shot descriptor is not armed again after its event.
#include <sys/epoll.h>

#include <hangar/suites/zoo/zoo.hpp>

int main() {
    zoo::begin();
    zoo::concerned(::getpid());
    const auto pipe = zoo::make_pipe();
    const int set = ::epoll_create1(EPOLL_CLOEXEC);
    epoll_event event{.events = EPOLLIN | EPOLLONESHOT, .data = {}};
    ::epoll_ctl(set, EPOLL_CTL_ADD, pipe.read, &event);
    zoo::write_all(pipe.write, "one");
    ::epoll_wait(set, &event, 1, -1);
    zoo::ready();
    return ::epoll_wait(set, &event, 1, -1);
}
