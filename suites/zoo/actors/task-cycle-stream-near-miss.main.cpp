// SPDX-License-Identifier: Apache-2.0
// The same, but another task of one side sends every now and then.
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
    const auto feed = [&]() -> Task<void> {
        for (int i = 0;; ++i) {
            auto pause = sleep_for(std::chrono::milliseconds(700));
            co_await pause;
            co_await stream.send(i);
        }
    };
    const auto play = [&](Nursery& tasks) -> Task<void> {
        tasks.start_soon(feed, "feeds it");
        zoo::ready();
        for (;;) static_cast<void>(co_await stream.receive());
    };
    auto nursed = with_nursery(play);
    co_await std::move(nursed);
}

}  // namespace

int main(int argc, char** argv) {
    return zoo::live(argc, argv, body);
}
