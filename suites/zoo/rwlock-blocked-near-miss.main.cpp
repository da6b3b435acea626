// SPDX-License-Identifier: Apache-2.0
// A writer waits for a reader that is busy for a while.
#include <hangar/suites/zoo/zoo.hpp>
#include <shared_mutex>

std::shared_mutex table;

int main() {
    zoo::begin();
    table.lock_shared();
    std::thread writer([] { table.lock(); });
    zoo::ready();
    std::this_thread::sleep_for(std::chrono::seconds(100));
    table.unlock_shared();
    writer.join();
}
