// SPDX-License-Identifier: Apache-2.0
// A child waits for a mutex that is shared between processes, and that its parent holds for a
// while.
#include <pthread.h>
#include <sys/mman.h>

#include <hangar/suites/zoo/zoo.hpp>

int main() {
    zoo::begin();
    auto* mutex = static_cast<pthread_mutex_t*>(
        ::mmap(nullptr, 4096, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0));
    pthread_mutexattr_t shared;
    ::pthread_mutexattr_init(&shared);
    ::pthread_mutexattr_setpshared(&shared, PTHREAD_PROCESS_SHARED);
    ::pthread_mutex_init(mutex, &shared);
    ::pthread_mutex_lock(mutex);
    const pid_t child = zoo::fork_child([mutex] { ::pthread_mutex_lock(mutex); });
    zoo::ready();
    std::this_thread::sleep_for(std::chrono::seconds(100));
    ::pthread_mutex_unlock(mutex);
    ::waitpid(child, nullptr, 0);
}
