// SPDX-License-Identifier: Apache-2.0
// A signal's handler takes the lock that the code it interrupts holds.
#include <hangar/suites/zoo/zoo.hpp>
#include <mutex>

std::mutex log_lock;

void write_log(const char* line) {
    const std::lock_guard lock(log_lock);
    zoo::say(line);
    ::raise(SIGUSR2);
}

void on_signal(int /*signal*/) {
    zoo::ready();
    write_log("interrupted");
}

int main() {
    zoo::begin();
    zoo::concerned(::getpid());
    ::signal(SIGUSR2, on_signal);
    write_log("working");
}
