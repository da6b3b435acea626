// SPDX-License-Identifier: Apache-2.0
// The last write end of a pipe lies in a message that its receiver, busy for a while, will take.
#include <sys/socket.h>

#include <hangar/suites/zoo/send_fd.hpp>
#include <hangar/suites/zoo/zoo.hpp>

int main() {
    zoo::begin();
    int ends[2];
    if (::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) != 0) return 1;
    const auto pipe = zoo::make_pipe();
    zoo::fork_child([&] {
        ::close(pipe.write);
        std::this_thread::sleep_for(std::chrono::seconds(100));
        char byte = 0;
        if (::read(ends[1], &byte, 1) < 0) ::_exit(1);
    });
    zoo::send_fd(ends[0], pipe.write);
    ::close(pipe.write);
    ::close(ends[1]);
    zoo::ready();
    char byte = 0;
    while (::read(pipe.read, &byte, 1) == 1) {
    }
}
