// SPDX-License-Identifier: Apache-2.0
// sleepers THREADS: so many threads, 65 calls deep in as many functions with inlined calls between
// them, each asleep in one of several ways; the main thread too. Says "ready PID" once all are on
// their way down, and ends when its standard input does.
#include <poll.h>
#include <semaphore.h>
#include <unistd.h>

#include <atomic>
#include <condition_variable>
#include <cstdio>
#include <cstdlib>
#include <mutex>
#include <thread>
#include <vector>

namespace specimen {

std::mutex mutex;
std::condition_variable condition;
sem_t semaphore;
int pipe_ends[2];
std::atomic<int> on_their_way = 0;

[[gnu::noinline]] int sleep_somehow(int how) {
    ++on_their_way;
    char byte = 0;
    switch (how % 5) {
        case 0:
            return static_cast<int>(::read(pipe_ends[0], &byte, 1));
        case 1:
            return ::sem_wait(&semaphore);
        case 2:
            return ::poll(nullptr, 0, -1);
        case 3: {
            const std::lock_guard lock(mutex);
            return 3;
        }
        default: {
            std::mutex own;
            std::unique_lock lock(own);
            condition.wait(lock);
            return 4;
        }
    }
}

template <int depth>
[[gnu::noinline]] int descend(int how);

template <int depth>
[[gnu::always_inline]] inline int through(int how) {
    return descend<depth - 1>(how) + depth;
}

template <int depth>
int descend(int how) {
    volatile int kept = how;  // a local variable, so that there is a frame
    if constexpr (depth == 0)
        return sleep_somehow(kept) + kept;
    else
        return through<depth>(kept) + kept;
}

void run_sleeper(int how) {
    std::printf("%d\n", descend<60>(how));
}

}  // namespace specimen

int main(int argc, char** argv) {
    using namespace specimen;
    const int count = argc > 1 ? std::atoi(argv[1]) : 4;
    if (::pipe2(pipe_ends, 0) != 0 || ::sem_init(&semaphore, 0, 0) != 0) return 1;
    mutex.lock();
    std::vector<std::thread> threads;
    for (int index = 0; index < count; ++index) threads.emplace_back(run_sleeper, index);
    // One thread for both: one that ended after "ready" would be gone while it is being looked at.
    std::thread([count] {
        while (on_their_way < count + 1) std::this_thread::yield();
        std::printf("ready %d\n", ::getpid());
        std::fflush(stdout);
        char byte = 0;
        while (::read(0, &byte, 1) > 0) {
        }
        ::_exit(0);
    }).detach();
    run_sleeper(0);
}
