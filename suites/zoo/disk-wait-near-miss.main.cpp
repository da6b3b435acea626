// SPDX-License-Identifier: Apache-2.0
// Pages are read whose server is slow, and answers.
#include <hangar/suites/zoo/page_server.hpp>

int main() {
    zoo::begin();
    constexpr std::size_t pages = 100'000;
    const zoo::ServedMemory memory(pages);
    std::thread([&memory] {
        for (std::size_t page = 0; page < pages; ++page) {
            std::this_thread::sleep_for(std::chrono::milliseconds(60));
            memory.serve(page);
        }
    }).detach();
    memory.touch(0);
    zoo::ready();
    for (std::size_t page = 1; page < pages; ++page) memory.touch(page);
}
