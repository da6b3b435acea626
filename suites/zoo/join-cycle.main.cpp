// SPDX-License-Identifier: Apache-2.0
// Two threads wait for each other's end.
#include <pthread.h>

#include <hangar/suites/zoo/zoo.hpp>

pthread_t producer;
pthread_t consumer;
std::atomic<int> known{0};

void* join_other(void* other) {
    zoo::wait_for(known, 1);
    ::pthread_join(*static_cast<pthread_t*>(other), nullptr);
    return nullptr;
}

int main() {
    zoo::begin();
    zoo::concerned(::getpid());
    ::pthread_create(&producer, nullptr, join_other, &consumer);
    ::pthread_create(&consumer, nullptr, join_other, &producer);
    ++known;
    zoo::ready();
    ::pthread_exit(nullptr);
}
