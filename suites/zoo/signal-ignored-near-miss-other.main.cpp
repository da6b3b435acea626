// SPDX-License-Identifier: Apache-2.0
// A child ignores SIGTERM, for it takes its end by SIGINT or SIGUSR1.
#include <hangar/suites/zoo/zoo.hpp>

int main() {
    zoo::begin();
    const pid_t child = zoo::fork_child([] {
        ::signal(SIGTERM, SIG_IGN);
        sigset_t signals;
        ::sigemptyset(&signals);
        ::sigaddset(&signals, SIGINT);
        ::sigaddset(&signals, SIGUSR1);
        ::pthread_sigmask(SIG_BLOCK, &signals, nullptr);
        int signal = 0;
        ::sigwait(&signals, &signal);
    });
    zoo::ready();
    ::waitpid(child, nullptr, 0);
}
