// SPDX-License-Identifier: Apache-2.0
// Whoever took the lock has ended, but a helper inherited the descriptor, and the lock with it.
#include <sys/file.h>

#include <hangar/suites/zoo/zoo.hpp>

int main() {
    zoo::begin();
    char path[] = "/tmp/hangar-zoo-XXXXXX";
    const int fd = ::mkostemp(path, O_CLOEXEC);
    const auto born = zoo::make_pipe();
    const pid_t locker = zoo::fork_child([&] {
        const int mine = ::open(path, O_RDWR);
        ::flock(mine, LOCK_EX);
        const pid_t helper = ::fork();
        if (helper != 0) ::_exit(0);
        ::alarm(120);
        const pid_t self = ::getpid();
        if (::write(born.write, &self, sizeof self) < 0) ::_exit(1);
        for (;;) ::pause();
    });
    ::waitpid(locker, nullptr, 0);
    pid_t helper = 0;
    if (::read(born.read, &helper, sizeof helper) != sizeof helper) return 1;
    ::unlink(path);
    zoo::concerned(::getpid());
    zoo::concerned(helper);
    zoo::ready();
    ::flock(fd, LOCK_EX);
}
