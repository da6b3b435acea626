// SPDX-License-Identifier: Apache-2.0
// The producer went without saying that there is no more; the consumer waits for it.
#include <condition_variable>
#include <hangar/suites/zoo/zoo.hpp>
#include <mutex>

std::mutex mutex;
std::condition_variable filled;
bool done = false;

int main() {
    zoo::begin();
    zoo::concerned(::getpid());
    std::thread consumer([] {
        std::unique_lock lock(mutex);
        filled.wait(lock, [] { return done; });
    });
    std::thread producer([] {});
    producer.join();
    zoo::ready();
    consumer.join();
}
