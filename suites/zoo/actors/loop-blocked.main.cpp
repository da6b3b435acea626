// SPDX-License-Identifier: Apache-2.0
// A child's task reads from a pipe that nobody writes to, and holds its loop with that.
#include <array>
#include <hangar/suites/zoo/actors/specimen.hpp>

namespace {

// Both ends are its own.
void work() {
    const auto pipe = hangar::os::make_pipe();
    std::array<std::byte, 1> byte{};
    zoo::ready();
    static_cast<void>(hangar::os::read_some(pipe->first.get(), byte));
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
