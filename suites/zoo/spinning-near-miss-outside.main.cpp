// SPDX-License-Identifier: Apache-2.0
// A thread polls memory that it shares with a producer of another tree.
#include <sys/mman.h>

#include <hangar/suites/zoo/zoo.hpp>

int main() {
    zoo::begin();
    char path[] = "/tmp/hangar-zoo-XXXXXX";
    const int fd = ::mkostemp(path, O_CLOEXEC);
    if (::ftruncate(fd, 4096) != 0) return 1;
    void* memory = ::mmap(nullptr, 4096, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
    auto* produced = static_cast<std::atomic<bool>*>(memory);
    const pid_t starter = zoo::fork_child([produced] {
        if (::fork() != 0) ::_exit(0);  // the producer is nobody's child here
        ::alarm(120);
        std::this_thread::sleep_for(std::chrono::seconds(100));
        produced->store(true);
    });
    ::waitpid(starter, nullptr, 0);
    ::unlink(path);
    zoo::ready();
    while (!produced->load(std::memory_order_relaxed)) {
    }
}
