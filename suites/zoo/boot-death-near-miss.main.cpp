// SPDX-License-Identifier: Apache-2.0
// One of two children has died; the other one serves, and the parent waits for the next to come.
#include <sys/socket.h>
#include <sys/un.h>

#include <hangar/suites/zoo/zoo.hpp>

int main() {
    zoo::begin();
    const int listener = ::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    auto* name = reinterpret_cast<sockaddr*>(&address);
    socklen_t size = sizeof address;
    if (::bind(listener, name, sizeof address.sun_family) != 0 || ::listen(listener, 8) != 0 ||
        ::getsockname(listener, name, &size) != 0)
        return 1;
    zoo::concerned(zoo::fork_child([] { ::_exit(3); }));
    zoo::concerned(zoo::fork_child([&] {
        ::close(listener);
        ::usleep(200'000);  // it takes its time
        const int socket = ::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
        if (::connect(socket, name, size) != 0) ::_exit(1);
        for (;;) ::pause();
    }));
    const int client = ::accept(listener, nullptr, nullptr);
    zoo::ready();
    return client < 0 || ::accept(listener, nullptr, nullptr) < 0;
}
