// SPDX-License-Identifier: Apache-2.0
// A daemon that a child left behind has inherited the pipe that the parent reads to its end.
#include <hangar/suites/zoo/zoo.hpp>

int main() {
    zoo::begin();
    const auto output = zoo::make_pipe();
    const auto born = zoo::make_pipe();
    const pid_t child = zoo::fork_child([&] {
        const pid_t daemon = ::fork();
        if (daemon != 0) ::_exit(0);
        ::alarm(120);
        ::setsid();
        ::close(output.read);
        const pid_t self = ::getpid();
        if (::write(born.write, &self, sizeof self) < 0) ::_exit(1);
        for (;;) ::pause();
    });
    ::waitpid(child, nullptr, 0);
    pid_t daemon = 0;
    if (::read(born.read, &daemon, sizeof daemon) != sizeof daemon) return 1;
    ::close(output.write);
    zoo::concerned(::getpid());
    zoo::concerned(daemon);
    zoo::ready();
    char byte = 0;
    while (::read(output.read, &byte, 1) == 1) {
    }
}
