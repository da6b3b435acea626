// SPDX-License-Identifier: Apache-2.0
// A child has inherited descriptors that the parent watches, too: no harm.
#include <sys/epoll.h>

#include <hangar/suites/zoo/zoo.hpp>

int main() {
    zoo::begin();
    const auto pipe = zoo::make_pipe();
    const int set = ::epoll_create1(EPOLL_CLOEXEC);
    epoll_event event{.events = EPOLLIN, .data = {}};
    ::epoll_ctl(set, EPOLL_CTL_ADD, pipe.read, &event);
    zoo::fork_child([&] {
        std::this_thread::sleep_for(std::chrono::seconds(100));
        zoo::write_all(pipe.write, "work");
    });
    zoo::ready();
    return ::epoll_wait(set, &event, 1, -1);
}
