// SPDX-License-Identifier: Apache-2.0
// A worker process that waits for jobs, and a parent that waits for requests from outside.
#include <netinet/in.h>
#include <sys/socket.h>

#include <hangar/suites/zoo/zoo.hpp>

int main() {
    zoo::begin();
    const auto jobs = zoo::make_pipe();
    zoo::fork_child([&jobs] {
        ::close(jobs.write);
        zoo::wait_for(jobs);
    });
    ::close(jobs.read);
    const int listener = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = ::htonl(INADDR_LOOPBACK);
    if (::bind(listener, reinterpret_cast<sockaddr*>(&address), sizeof address) != 0 ||
        ::listen(listener, 8) != 0)
        return 1;
    zoo::ready();
    return ::accept(listener, nullptr, nullptr) < 0;
}
