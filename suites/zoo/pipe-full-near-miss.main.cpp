// SPDX-License-Identifier: Apache-2.0
// The parent waits for its child's end while a thread of it drains the output.
#include <hangar/suites/zoo/zoo.hpp>

int main() {
    zoo::begin();
    const auto output = zoo::make_pipe();
    const pid_t child = zoo::fork_child([&] {
        ::close(output.read);
        zoo::write_all(output.write, zoo::flood());
    });
    ::close(output.write);
    std::thread drain([&output] {
        char byte = 0;
        while (::read(output.read, &byte, 1) == 1)
            std::this_thread::sleep_for(std::chrono::milliseconds(20));
    });
    zoo::ready();
    ::waitpid(child, nullptr, 0);
    drain.join();
}
