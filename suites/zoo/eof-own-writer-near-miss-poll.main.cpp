// SPDX-License-Identifier: Apache-2.0
// A process that holds only a write end, and polls it to learn when its reader goes.
#include <poll.h>

#include <hangar/suites/zoo/zoo.hpp>

int main() {
    zoo::begin();
    const auto pipe = zoo::make_pipe();
    zoo::fork_child([&] {
        ::close(pipe.write);
        std::this_thread::sleep_for(std::chrono::seconds(100));
    });
    ::close(pipe.read);
    pollfd end{.fd = pipe.write, .events = POLLHUP | POLLERR, .revents = 0};
    zoo::ready();
    ::poll(&end, 1, -1);
}
