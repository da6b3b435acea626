// SPDX-License-Identifier: Apache-2.0
// A worker fails and leaves without posting the semaphore that it was to post.
#include <semaphore.h>

#include <hangar/suites/zoo/zoo.hpp>

sem_t finished;

int main() {
    zoo::begin();
    zoo::concerned(::getpid());
    ::sem_init(&finished, 0, 0);
    std::thread worker([] {});
    worker.join();
    zoo::ready();
    ::sem_wait(&finished);
}
