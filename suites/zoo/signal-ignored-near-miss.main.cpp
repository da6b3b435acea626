// SPDX-License-Identifier: Apache-2.0
// Signals are blocked because one thread takes them with sigwait.
#include <hangar/suites/zoo/zoo.hpp>

int main() {
    zoo::begin();
    sigset_t signals;
    ::sigemptyset(&signals);
    ::sigaddset(&signals, SIGTERM);
    ::sigaddset(&signals, SIGHUP);
    ::pthread_sigmask(SIG_BLOCK, &signals, nullptr);
    std::thread taker([&signals] {
        int signal = 0;
        ::sigwait(&signals, &signal);
        ::_exit(0);
    });
    zoo::ready();
    taker.join();
}
