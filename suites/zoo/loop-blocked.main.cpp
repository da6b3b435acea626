// SPDX-License-Identifier: Apache-2.0
// A callback of an event loop waits for a child's answer, while events wait.
#include <sys/epoll.h>
#include <sys/eventfd.h>

#include <hangar/suites/zoo/zoo.hpp>

int main() {
    zoo::begin();
    zoo::concerned(::getpid());
    const int events = ::eventfd(1, EFD_CLOEXEC);
    const int set = ::epoll_create1(EPOLL_CLOEXEC);
    epoll_event event{.events = EPOLLIN, .data = {}};
    ::epoll_ctl(set, EPOLL_CTL_ADD, events, &event);
    const auto answer = zoo::make_pipe();
    zoo::fork_child([&] { std::this_thread::sleep_for(std::chrono::seconds(100)); });
    ::close(answer.write);
    while (::epoll_wait(set, &event, 1, -1) == 1) {
        zoo::ready();
        zoo::wait_for(answer);
    }
}
