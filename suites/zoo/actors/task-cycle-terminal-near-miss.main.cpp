// SPDX-License-Identifier: Apache-2.0
// The same, but whoever has the terminal waits for the answer with a deadline.
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
    const auto asking = [&] { return child.run<&talk>(); };
    auto bounded = move_on_after(std::chrono::hours(1), asking);
    static_cast<void>(co_await std::move(bounded));
}

}  // namespace

int main(int argc, char** argv) {
    return zoo::live(argc, argv, body);
}
