// SPDX-License-Identifier: Apache-2.0
// A child reads from a timer that its brother, which has it too, will start.
#include <sys/timerfd.h>

#include <hangar/suites/zoo/zoo.hpp>

int main() {
    zoo::begin();
    const int timer = ::timerfd_create(CLOCK_MONOTONIC, TFD_CLOEXEC);
    const pid_t worker = zoo::fork_child([timer] {
        std::uint64_t times = 0;
        if (::read(timer, &times, sizeof times) < 0) ::_exit(1);
    });
    zoo::fork_child([timer] {
        std::this_thread::sleep_for(std::chrono::seconds(100));
        const itimerspec soon{.it_interval = {}, .it_value = {.tv_sec = 1, .tv_nsec = 0}};
        ::timerfd_settime(timer, 0, &soon, nullptr);
    });
    ::close(timer);
    zoo::ready();
    ::waitpid(worker, nullptr, 0);
}
