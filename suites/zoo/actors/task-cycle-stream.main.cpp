// SPDX-License-Identifier: Apache-2.0
// Two actors with a stream between them each wait for the other's first item.
#include <hangar/backends/actor/context.hpp>
#include <hangar/suites/zoo/actors/specimen.hpp>

namespace {

using namespace hangar::runtime;
using hangar::actor::Callee;

Task<void> echo(Callee<void, int> caller) {
    co_await caller.started();
    const auto stream = caller.open_stream();
    for (;;) {
        const auto item = co_await stream.receive();
        if (!item) co_return;
        co_await stream.send(*item);
    }
}

Task<void> body() {
    auto nursery = co_await hangar::actor::open_nursery();
    const auto child = co_await nursery.start_actor("echo");
    auto context = co_await child.open_context<&echo>();
    const auto stream = context.open_stream();
    zoo::ready();
    static_cast<void>(co_await stream.receive());  // of what it has not sent
}

}  // namespace

int main(int argc, char** argv) {
    return zoo::live(argc, argv, body);
}
