// SPDX-License-Identifier: Apache-2.0
// A one-shot descriptor while a worker, which will arm it again, is at work on it.
#include <sys/epoll.h>

#include <hangar/suites/zoo/zoo.hpp>

int main() {
    zoo::begin();
    const auto pipe = zoo::make_pipe();
    const int set = ::epoll_create1(EPOLL_CLOEXEC);
    epoll_event event{.events = EPOLLIN | EPOLLONESHOT, .data = {}};
    ::epoll_ctl(set, EPOLL_CTL_ADD, pipe.read, &event);
    zoo::write_all(pipe.write, "one");
    ::epoll_wait(set, &event, 1, -1);
    std::thread worker([] { std::this_thread::sleep_for(std::chrono::seconds(100)); });
    zoo::ready();
    ::epoll_wait(set, &event, 1, -1);
    worker.join();
}
