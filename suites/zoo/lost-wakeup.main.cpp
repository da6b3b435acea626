// SPDX-License-Identifier: Apache-2.0
// A flag is stored without a notify, so that whoever waits for it sleeps on.
#include <hangar/suites/zoo/zoo.hpp>

std::atomic<int> phase{7};
std::atomic<pid_t> waiting{0};

int main() {
    zoo::begin();
    zoo::concerned(::getpid());
    std::thread waiter([] {
        waiting = ::gettid();
        phase.wait(7);
        ::_exit(17);  // it was cured
    });
    zoo::wait_for(waiting, 1);
    zoo::wait_until_asleep(waiting);
    phase.store(8);
    zoo::ready();
    waiter.join();
}
