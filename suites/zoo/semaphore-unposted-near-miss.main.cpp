// SPDX-License-Identifier: Apache-2.0
// A semaphore that a signal's handler posts: allowed, and nobody can see it coming.
#include <semaphore.h>

#include <hangar/suites/zoo/zoo.hpp>

sem_t requests;

void on_request(int /*signal*/) {
    ::sem_post(&requests);
}

int main() {
    zoo::begin();
    ::sem_init(&requests, 0, 0);
    ::signal(SIGHUP, on_request);
    zoo::ready();
    for (;;) ::sem_wait(&requests);
}
