// SPDX-License-Identifier: Apache-2.0
// A child's task works in long strides, but lets its loop turn in between.
#include <hangar/suites/zoo/actors/specimen.hpp>
#include <thread>

namespace {

zoo::Task<void> work() {
    zoo::ready();
    for (;;) {
        std::this_thread::sleep_for(std::chrono::milliseconds(200));
        auto turn = hangar::runtime::checkpoint();
        co_await turn;
    }
}

zoo::Task<void> body() {
    auto nursery = co_await hangar::actor::open_nursery();
    const auto child = co_await nursery.start_actor("blocked");
    co_await child.run<&work>();
}

}  // namespace

int main(int argc, char** argv) {
    return zoo::live(argc, argv, body);
}
