// SPDX-License-Identifier: Apache-2.0
// A reader has sent a write end of its pipe to a server of another tree, which is busy for a while
// and will then receive it and write.
#include <sys/socket.h>

#include <hangar/suites/zoo/send_fd.hpp>
#include <hangar/suites/zoo/zoo.hpp>

int main() {
    zoo::begin();
    int ends[2];
    if (::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) != 0) return 1;
    const pid_t starter = zoo::fork_child([&ends] {
        if (::fork() != 0) ::_exit(0);
        ::alarm(120);
        ::setsid();
        ::close(ends[0]);
        std::this_thread::sleep_for(std::chrono::seconds(100));
        char byte = 0;
        if (::read(ends[1], &byte, 1) < 0) ::_exit(1);
    });
    ::waitpid(starter, nullptr, 0);
    ::close(ends[1]);
    const auto answer = zoo::make_pipe();
    zoo::send_fd(ends[0], answer.write);
    zoo::ready();
    zoo::wait_for(answer);
}
