// SPDX-License-Identifier: Apache-2.0
// A process that was asked to end puts that off until its child has done its job.
#include <hangar/suites/zoo/zoo.hpp>

int main() {
    zoo::begin();
    sigset_t later;
    ::sigemptyset(&later);
    ::sigaddset(&later, SIGTERM);
    ::pthread_sigmask(SIG_BLOCK, &later, nullptr);
    const pid_t job =
        zoo::fork_child([] { std::this_thread::sleep_for(std::chrono::seconds(100)); });
    ::raise(SIGTERM);
    zoo::ready();
    ::waitpid(job, nullptr, 0);
    ::pthread_sigmask(SIG_UNBLOCK, &later, nullptr);
}
