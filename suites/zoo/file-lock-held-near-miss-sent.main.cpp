// SPDX-License-Identifier: Apache-2.0
// The descriptor that a lock is held through was sent to a server of another tree, which is busy
// for a while and will then unlock it; whoever sent it has a copy, and sleeps.
#include <sys/file.h>
#include <sys/socket.h>

#include <hangar/suites/zoo/send_fd.hpp>
#include <hangar/suites/zoo/zoo.hpp>

void start_server(const int* ends) {
    const pid_t starter = zoo::fork_child([ends] {
        if (::fork() != 0) ::_exit(0);
        ::alarm(120);
        ::setsid();
        ::close(ends[0]);
        std::this_thread::sleep_for(std::chrono::seconds(100));
    });
    ::waitpid(starter, nullptr, 0);
}

int main() {
    zoo::begin();
    int ends[2];
    if (::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) != 0) return 1;
    start_server(ends);
    ::close(ends[1]);
    char path[] = "/tmp/hangar-zoo-XXXXXX";
    const int locked = ::mkostemp(path, O_CLOEXEC);
    const int mine = ::open(path, O_RDWR | O_CLOEXEC);
    ::unlink(path);
    const auto gate = zoo::make_pipe();
    zoo::fork_child([&] {
        ::flock(locked, LOCK_EX);
        zoo::send_fd(ends[0], locked);
        zoo::open_gate(gate);
        std::this_thread::sleep_for(std::chrono::hours(1));
    });
    ::close(locked);
    zoo::wait_for(gate);
    zoo::ready();
    ::flock(mine, LOCK_EX);
}
