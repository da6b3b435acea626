// SPDX-License-Identifier: Apache-2.0
// An idle pool: its workers wait for jobs, and the main thread waits for signals.
#include <condition_variable>
#include <hangar/suites/zoo/zoo.hpp>
#include <mutex>
#include <vector>

std::mutex mutex;
std::condition_variable jobs;

int main() {
    zoo::begin();
    sigset_t signals;
    ::sigemptyset(&signals);
    ::sigaddset(&signals, SIGTERM);
    ::pthread_sigmask(SIG_BLOCK, &signals, nullptr);
    std::vector<std::thread> pool;
    for (int i = 0; i < 4; ++i)
        pool.emplace_back([] {
            std::unique_lock lock(mutex);
            for (;;) jobs.wait(lock);
        });
    zoo::ready();
    int signal = 0;
    ::sigwait(&signals, &signal);
    ::_exit(0);
}
