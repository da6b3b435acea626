// SPDX-License-Identifier: Apache-2.0
// A chain of joins whose last thread works with a time limit.
#include <hangar/suites/zoo/zoo.hpp>

int main() {
    zoo::begin();
    std::thread worker([] { std::this_thread::sleep_for(std::chrono::seconds(100)); });
    std::thread foreman([&worker] { worker.join(); });
    zoo::ready();
    foreman.join();
}
