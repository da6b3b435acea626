// SPDX-License-Identifier: Apache-2.0
// An early return leaves a promise, which somebody else keeps alive, without a value.
#include <future>
#include <hangar/suites/zoo/zoo.hpp>
#include <memory>

auto result = std::make_shared<std::promise<int>>();

void compute(bool valid) {
    if (!valid) return;
    result->set_value(42);
}

int main() {
    zoo::begin();
    zoo::concerned(::getpid());
    auto future = result->get_future();
    std::thread worker(compute, false);
    worker.join();
    zoo::ready();
    return future.get();
}
