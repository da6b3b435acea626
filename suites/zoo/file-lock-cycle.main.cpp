// SPDX-License-Identifier: Apache-2.0
// Two processes lock two files in opposite orders.
#include <sys/file.h>
#include <sys/mman.h>

#include <hangar/suites/zoo/zoo.hpp>

int temporary_file() {
    char path[] = "/tmp/hangar-zoo-XXXXXX";
    const int fd = ::mkostemp(path, O_CLOEXEC);
    ::unlink(path);
    return fd;
}

// A description of its own: a lock is not shared with it.
int open_again(int fd) {
    return ::open(("/proc/self/fd/" + std::to_string(fd)).c_str(), O_RDWR | O_CLOEXEC);
}

int main() {
    zoo::begin();
    const int first = temporary_file();
    const int second = temporary_file();
    const auto gate = zoo::make_pipe();
    ::flock(first, LOCK_EX);
    const pid_t child = zoo::fork_child([&] {
        const int mine = open_again(second);
        const int theirs = open_again(first);
        ::close(first);
        ::close(second);
        ::flock(mine, LOCK_EX);
        zoo::open_gate(gate);
        ::flock(theirs, LOCK_EX);
    });
    zoo::wait_for(gate);
    zoo::concerned(::getpid());
    zoo::concerned(child);
    zoo::ready();
    ::flock(second, LOCK_EX);
}
