// SPDX-License-Identifier: Apache-2.0
// A tree in which everybody waits for work: a service, not a hang.
#include <hangar/suites/zoo/actors/specimen.hpp>

namespace {

zoo::Task<void> serve() {
    zoo::ready();
    auto for_ever = hangar::runtime::sleep_forever();
    co_await for_ever;
}

zoo::Task<void> serve_through_a_child() {
    auto nursery = co_await hangar::actor::open_nursery();
    const auto child = co_await nursery.start_actor("grandchild");
    co_await child.run<&serve>();
}

zoo::Task<void> body() {
    auto nursery = co_await hangar::actor::open_nursery();
    const auto child = co_await nursery.start_actor("child");
    co_await child.run<&serve_through_a_child>();
}

}  // namespace

int main(int argc, char** argv) {
    return zoo::live(argc, argv, body);
}
