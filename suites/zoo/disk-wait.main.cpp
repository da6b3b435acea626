// SPDX-License-Identifier: Apache-2.0
// A page is read whose server does not answer. Ready when that has taken long enough to be told
// from a slow one.
#include <hangar/suites/zoo/page_server.hpp>

int main() {
    zoo::begin();
    const zoo::ServedMemory memory(1);
    std::thread([] {
        std::this_thread::sleep_for(std::chrono::seconds(11));
        zoo::concerned(::getpid());
        zoo::ready();
    }).detach();
    memory.touch(0);
}
