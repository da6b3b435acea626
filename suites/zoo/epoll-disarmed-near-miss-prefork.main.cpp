// SPDX-License-Identifier: Apache-2.0
// A worker sleeps on a one-shot descriptor while its brother, which has the same epoll set, is at
// work on what it reported, and will arm it again.
#include <sys/epoll.h>

#include <hangar/suites/zoo/zoo.hpp>

int main() {
    zoo::begin();
    const auto jobs = zoo::make_pipe();
    const auto taken = zoo::make_pipe();
    const int set = ::epoll_create1(EPOLL_CLOEXEC);
    epoll_event event{.events = EPOLLIN | EPOLLONESHOT, .data = {}};
    ::epoll_ctl(set, EPOLL_CTL_ADD, jobs.read, &event);
    zoo::open_gate(jobs);
    zoo::fork_child([&] {
        epoll_event got{};
        ::epoll_wait(set, &got, 1, -1);
        zoo::open_gate(taken);
        std::this_thread::sleep_for(std::chrono::seconds(100));
        zoo::wait_for(jobs);
        ::epoll_ctl(set, EPOLL_CTL_MOD, jobs.read, &event);
    });
    zoo::wait_for(taken);
    const pid_t worker = zoo::fork_child([&] {
        epoll_event got{};
        ::epoll_wait(set, &got, 1, -1);
    });
    ::close(set);
    zoo::ready();
    ::waitpid(worker, nullptr, 0);
}
