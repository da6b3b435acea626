// SPDX-License-Identifier: Apache-2.0
// A loop that is busy with its events, each for a moment.
#include <sys/epoll.h>
#include <sys/eventfd.h>

#include <hangar/suites/zoo/zoo.hpp>

int main() {
    zoo::begin();
    const int events = ::eventfd(1, EFD_CLOEXEC);
    const int set = ::epoll_create1(EPOLL_CLOEXEC);
    epoll_event event{.events = EPOLLIN, .data = {}};
    ::epoll_ctl(set, EPOLL_CTL_ADD, events, &event);
    zoo::ready();
    while (::epoll_wait(set, &event, 1, -1) == 1)
        std::this_thread::sleep_for(std::chrono::milliseconds(30));
}
