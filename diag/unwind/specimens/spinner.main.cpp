// SPDX-License-Identifier: Apache-2.0
// spinner: one thread that runs for ever, a few calls deep, and one that is blocked in a read whose
// interruption it would notice: it ends with status 9 then. Says "ready" and ends with its standard
// input.
#include <poll.h>
#include <signal.h>
#include <unistd.h>

#include <atomic>
#include <cerrno>
#include <cstdio>
#include <thread>

namespace specimen {

std::atomic<unsigned> turns = 0;

[[gnu::noinline]] void spin_inside() {
    for (;;) ++turns;
}

[[gnu::noinline]] void spin() {
    spin_inside();
    ++turns;
}

// epoll_wait, semop and poll of a stopped thread return EINTR or go on by another system call.
[[gnu::noinline]] void notice_interruption() {
    if (::pause() < 0 && errno == EINTR) ::_exit(9);
}

}  // namespace specimen

int main() {
    std::thread(specimen::spin).detach();
    std::thread(specimen::notice_interruption).detach();
    while (specimen::turns < 1000) std::this_thread::yield();
    std::puts("ready");
    std::fflush(stdout);
    char byte = 0;
    while (::read(0, &byte, 1) > 0) {
    }
}
