// SPDX-License-Identifier: Apache-2.0
// The main thread is in sigwait and owns the pipe that its worker reads.
#include <hangar/suites/zoo/zoo.hpp>

int main() {
    zoo::begin();
    sigset_t signals;
    ::sigemptyset(&signals);
    ::sigaddset(&signals, SIGTERM);
    ::pthread_sigmask(SIG_BLOCK, &signals, nullptr);
    const auto jobs = zoo::make_pipe();
    std::thread worker([&jobs] { zoo::wait_for(jobs); });
    zoo::ready();
    int signal = 0;
    ::sigwait(&signals, &signal);
    zoo::open_gate(jobs);
    worker.join();
}
