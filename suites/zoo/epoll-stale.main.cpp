// SPDX-License-Identifier: Apache-2.0
// A descriptor is closed without being removed from the set; a child still has it, and another one
// gets its number, which nobody watches.
#include <sys/epoll.h>

#include <hangar/suites/zoo/zoo.hpp>

int main() {
    zoo::begin();
    zoo::concerned(::getpid());
    const auto old_pipe = zoo::make_pipe();
    const auto new_pipe = zoo::make_pipe();
    const int set = ::epoll_create1(EPOLL_CLOEXEC);
    epoll_event event{.events = EPOLLIN, .data = {}};
    ::epoll_ctl(set, EPOLL_CTL_ADD, old_pipe.read, &event);
    zoo::fork_child([&] {
        for (;;) ::pause();
    });
    ::dup3(new_pipe.read, old_pipe.read, O_CLOEXEC);
    zoo::write_all(new_pipe.write, "unseen");
    zoo::ready();
    return ::epoll_wait(set, &event, 1, -1);
}
