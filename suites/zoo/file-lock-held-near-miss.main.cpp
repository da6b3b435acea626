// SPDX-License-Identifier: Apache-2.0
// A helper took the lock on a descriptor of somebody who works on under it, as flock(1) does for a
// shell.
#include <sys/file.h>

#include <hangar/suites/zoo/zoo.hpp>

int main() {
    zoo::begin();
    char path[] = "/tmp/hangar-zoo-XXXXXX";
    const int fd = ::mkostemp(path, O_CLOEXEC);
    const auto gate = zoo::make_pipe();
    zoo::fork_child([&] {
        const int mine = ::open(path, O_RDWR);
        const pid_t helper = zoo::fork_child([mine] { ::flock(mine, LOCK_EX); });
        ::waitpid(helper, nullptr, 0);
        zoo::open_gate(gate);
        std::this_thread::sleep_for(std::chrono::seconds(100));
    });
    zoo::wait_for(gate);
    ::unlink(path);
    zoo::ready();
    ::flock(fd, LOCK_EX);
}
