// SPDX-License-Identifier: Apache-2.0
// A set with an event is left over from before: the process only waits for its end.
#include <sys/epoll.h>
#include <sys/eventfd.h>

#include <hangar/suites/zoo/zoo.hpp>

int main() {
    zoo::begin();
    const int events = ::eventfd(1, EFD_CLOEXEC);
    const int set = ::epoll_create1(EPOLL_CLOEXEC);
    epoll_event event{.events = EPOLLIN, .data = {}};
    ::epoll_ctl(set, EPOLL_CTL_ADD, events, &event);
    ::signal(SIGTERM, [](int) {});
    zoo::ready();
    ::pause();
}
