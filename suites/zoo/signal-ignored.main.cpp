// SPDX-License-Identifier: Apache-2.0
// The signal that asks for the end is blocked in every thread, and nobody waits for it.
#include <hangar/suites/zoo/zoo.hpp>

int main() {
    zoo::begin();
    zoo::concerned(::getpid());
    sigset_t signals;
    ::sigemptyset(&signals);
    ::sigaddset(&signals, SIGTERM);
    ::pthread_sigmask(SIG_BLOCK, &signals, nullptr);
    ::kill(::getpid(), SIGTERM);
    zoo::ready();
    for (;;) ::pause();
}
