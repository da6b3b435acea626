// SPDX-License-Identifier: Apache-2.0
// A child sleeps on an epoll set to which its brother, which has it too, will add what is ready.
#include <sys/epoll.h>
#include <sys/eventfd.h>

#include <hangar/suites/zoo/zoo.hpp>

int main() {
    zoo::begin();
    const auto jobs = zoo::make_pipe();
    const int set = ::epoll_create1(EPOLL_CLOEXEC);
    epoll_event event{.events = EPOLLIN, .data = {}};
    ::epoll_ctl(set, EPOLL_CTL_ADD, jobs.read, &event);
    const pid_t worker = zoo::fork_child([&] {
        epoll_event got{};
        ::epoll_wait(set, &got, 1, -1);
    });
    zoo::fork_child([&] {
        ::close(jobs.read);
        ::close(jobs.write);
        std::this_thread::sleep_for(std::chrono::seconds(100));
        ::epoll_ctl(set, EPOLL_CTL_ADD, ::eventfd(1, EFD_CLOEXEC), &event);
    });
    ::close(set);
    zoo::ready();
    ::waitpid(worker, nullptr, 0);
}
