// SPDX-License-Identifier: Apache-2.0
// A child dies before it has said hello; its parent waits for it to connect.
#include <sys/socket.h>
#include <sys/un.h>

#include <hangar/suites/zoo/zoo.hpp>

int main() {
    zoo::begin();
    const int listener = ::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_un address{};
    address.sun_family = AF_UNIX;  // and a name that the kernel chooses
    if (::bind(listener, reinterpret_cast<sockaddr*>(&address), sizeof address.sun_family) != 0 ||
        ::listen(listener, 8) != 0)
        return 1;
    zoo::concerned(::getpid());
    const pid_t child = zoo::fork_child([] { ::_exit(3); });  // it did not find its configuration
    zoo::concerned(child);
    zoo::ready();
    return ::accept(listener, nullptr, nullptr) < 0;
}
