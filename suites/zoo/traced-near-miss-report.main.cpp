// SPDX-License-Identifier: Apache-2.0
// A process holds one thread of its child, which has a lock that another one wants, while it writes
// a report on it; then it will let it go.
#include <sys/mman.h>
#include <sys/ptrace.h>

#include <hangar/suites/zoo/zoo.hpp>
#include <mutex>
#include <new>

std::mutex resource;

void work_on(std::atomic<pid_t>& worker) {
    std::thread holder([&worker] {
        const std::lock_guard lock(resource);
        worker = ::gettid();
        for (;;) std::this_thread::yield();
    });
    while (worker == 0) std::this_thread::yield();
    resource.lock();
}

int main() {
    zoo::begin();
    void* const shared = ::mmap(nullptr, sizeof(std::atomic<pid_t>), PROT_READ | PROT_WRITE,
                                MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    auto& worker = *new (shared) std::atomic<pid_t>(0);
    zoo::fork_child([&worker] { work_on(worker); });
    while (worker == 0) std::this_thread::yield();
    if (::ptrace(PTRACE_SEIZE, worker.load(), nullptr, nullptr) != 0) zoo::skip("no ptrace here");
    ::ptrace(PTRACE_INTERRUPT, worker.load(), nullptr, nullptr);
    ::waitpid(worker, nullptr, __WALL);
    zoo::ready();
    std::this_thread::sleep_for(std::chrono::seconds(100));
}
