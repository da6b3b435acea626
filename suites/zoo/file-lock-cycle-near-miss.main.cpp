// SPDX-License-Identifier: Apache-2.0
// A process waits for a file lock whose holder sleeps with a time limit.
#include <sys/file.h>

#include <hangar/suites/zoo/zoo.hpp>

int main() {
    zoo::begin();
    char path[] = "/tmp/hangar-zoo-XXXXXX";
    const int fd = ::mkostemp(path, O_CLOEXEC);
    const auto gate = zoo::make_pipe();
    zoo::fork_child([&] {
        const int mine = ::open(path, O_RDWR | O_CLOEXEC);
        ::flock(mine, LOCK_EX);
        zoo::open_gate(gate);
        std::this_thread::sleep_for(std::chrono::seconds(100));
    });
    zoo::wait_for(gate);
    ::unlink(path);
    zoo::ready();
    ::flock(fd, LOCK_EX);
}
