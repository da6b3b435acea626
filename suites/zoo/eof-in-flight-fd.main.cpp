// SPDX-License-Identifier: Apache-2.0
// The last write end of a pipe lies in a message that nobody receives.
#include <sys/socket.h>

#include <hangar/suites/zoo/send_fd.hpp>
#include <hangar/suites/zoo/zoo.hpp>

int main() {
    zoo::begin();
    zoo::concerned(::getpid());
    int ends[2];
    if (::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) != 0) return 1;
    const auto pipe = zoo::make_pipe();
    zoo::send_fd(ends[0], pipe.write);
    ::close(pipe.write);
    zoo::ready();
    char byte = 0;
    while (::read(pipe.read, &byte, 1) == 1) {
    }
}
