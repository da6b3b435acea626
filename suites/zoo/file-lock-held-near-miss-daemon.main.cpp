// SPDX-License-Identifier: Apache-2.0
// A standby waits for the lock of a daemon, which took it before it forked away and serves under
// it.
#include <sys/file.h>
#include <sys/socket.h>

#include <hangar/suites/zoo/zoo.hpp>

int main() {
    zoo::begin();
    char path[] = "/tmp/hangar-zoo-XXXXXX";
    const int fd = ::mkostemp(path, O_CLOEXEC);
    const auto gate = zoo::make_pipe();
    const pid_t starter = zoo::fork_child([&] {
        const int mine = ::open(path, O_RDWR);
        ::flock(mine, LOCK_EX);
        if (::fork() != 0) ::_exit(0);
        ::alarm(120);
        ::setsid();
        const int listener = ::socket(AF_UNIX, SOCK_STREAM, 0);
        // An address of its own choice, as the kernel gives it to a socket that asks for none.
        const sockaddr address{.sa_family = AF_UNIX, .sa_data = {}};
        if (::bind(listener, &address, sizeof address.sa_family) != 0) ::_exit(1);
        ::listen(listener, 5);
        zoo::open_gate(gate);
        ::accept(listener, nullptr, nullptr);
    });
    ::waitpid(starter, nullptr, 0);
    zoo::wait_for(gate);
    ::unlink(path);
    zoo::ready();
    ::flock(fd, LOCK_EX);
}
