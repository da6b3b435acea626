// SPDX-License-Identifier: Apache-2.0
// A full pipe with a slow reader.
#include <hangar/suites/zoo/zoo.hpp>

int main() {
    zoo::begin();
    const auto pipe = zoo::make_pipe();
    zoo::fork_child([&] {
        ::close(pipe.write);
        char byte = 0;
        while (::read(pipe.read, &byte, 1) == 1)
            std::this_thread::sleep_for(std::chrono::milliseconds(20));
    });
    ::close(pipe.read);
    zoo::ready();
    zoo::write_all(pipe.write, zoo::flood());
}
