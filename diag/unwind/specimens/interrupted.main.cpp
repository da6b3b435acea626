// SPDX-License-Identifier: Apache-2.0
// interrupted: its only thread is asleep in a function that a signal's handler ended with, and that
// the handler interrupted: the handler itself leaves no frame, only the kernel's. Says "ready PID".
#include <signal.h>
#include <unistd.h>

#include <cstdio>
#include <mutex>

namespace specimen {

std::mutex mutex;

[[gnu::noinline]] void take_the_lock(const char* word) {
    const std::lock_guard lock(mutex);
    std::printf("%s %d\n", word, ::getpid());
    std::fflush(stdout);
    ::raise(SIGUSR2);
}

void on_signal(int /*signal*/) {
    take_the_lock("never");
}

}  // namespace specimen

int main() {
    ::signal(SIGUSR2, specimen::on_signal);
    specimen::take_the_lock("ready");
}
