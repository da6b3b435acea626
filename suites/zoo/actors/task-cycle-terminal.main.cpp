// SPDX-License-Identifier: Apache-2.0
// An actor waits for the terminal, which is in the hands of whoever waits for that actor's answer.
#include <hangar/backends/actor/terminal.hpp>
#include <hangar/suites/zoo/actors/specimen.hpp>

namespace {

using namespace hangar::runtime;

Task<void> talk() {
    co_await hangar::actor::open_terminal();
}

Task<void> body() {
    auto nursery = co_await hangar::actor::open_nursery();
    const auto child = co_await nursery.start_actor("talker");
    co_await hangar::actor::open_terminal();
    zoo::ready();
    co_await child.run<&talk>();
}

}  // namespace

int main(int argc, char** argv) {
    return zoo::live(argc, argv, body);
}
