// SPDX-License-Identifier: Apache-2.0
// A thread with descriptors of its own reads under a number that means another pipe to the rest of
// its process: one that a child will write to.
#include <sched.h>

#include <hangar/suites/zoo/zoo.hpp>

int main() {
    zoo::begin();
    const auto idle = zoo::make_pipe();
    const auto answer = zoo::make_pipe();
    zoo::fork_child([&] {
        ::close(idle.read);
        ::close(idle.write);
        std::this_thread::sleep_for(std::chrono::seconds(100));
        zoo::open_gate(answer);
    });
    std::thread reader([&] {
        if (::unshare(CLONE_FILES) != 0) std::abort();
        ::dup2(answer.read, idle.read);
        zoo::ready();
        zoo::wait_for(idle);
    });
    reader.join();
}
