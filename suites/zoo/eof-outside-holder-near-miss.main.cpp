// SPDX-License-Identifier: Apache-2.0
// A reader waits for a child that is at work and will close the pipe.
#include <hangar/suites/zoo/zoo.hpp>

int main() {
    zoo::begin();
    const auto output = zoo::make_pipe();
    zoo::fork_child([&] {
        ::close(output.read);
        std::this_thread::sleep_for(std::chrono::seconds(100));
    });
    ::close(output.write);
    zoo::ready();
    char byte = 0;
    while (::read(output.read, &byte, 1) == 1) {
    }
}
