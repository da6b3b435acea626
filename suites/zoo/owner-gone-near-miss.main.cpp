// SPDX-License-Identifier: Apache-2.0
// A robust mutex survives its owner's death: the next one gets it, and works on.
#include <pthread.h>

#include <hangar/suites/zoo/zoo.hpp>

int main() {
    zoo::begin();
    static pthread_mutex_t mutex;
    pthread_mutexattr_t robust;
    ::pthread_mutexattr_init(&robust);
    ::pthread_mutexattr_setrobust(&robust, PTHREAD_MUTEX_ROBUST);
    ::pthread_mutex_init(&mutex, &robust);
    std::thread([] { ::pthread_mutex_lock(&mutex); }).join();
    ::pthread_mutex_lock(&mutex);
    ::pthread_mutex_consistent(&mutex);
    std::thread waiter([] { ::pthread_mutex_lock(&mutex); });
    zoo::ready();
    std::this_thread::sleep_for(std::chrono::seconds(100));
    waiter.join();
}
