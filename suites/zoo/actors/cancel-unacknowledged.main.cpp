// SPDX-License-Identifier: Apache-2.0
// A shield without a deadline keeps a cancellation from a task that waits for ever.
#include <hangar/suites/zoo/actors/specimen.hpp>

namespace {

using namespace hangar::runtime;

Task<void> clean_up() {
    auto for_ever = sleep_forever();
    co_await for_ever;
}

Task<void> body() {
    Event shielded_now;
    const auto stubborn = [&]() -> Task<void> {
        const auto for_ever = [&]() -> Task<void> {
            shielded_now.set();
            co_await clean_up();
        };
        auto kept = shielded(for_ever);
        co_await std::move(kept);
    };
    const auto play = [&](Nursery& nursery) -> Task<void> {
        nursery.start_soon(stubborn, "cleans up");
        auto begun = shielded_now.wait();
        co_await begun;
        nursery.cancel("the operator");
        zoo::ready();
    };
    auto nursed = with_nursery(play);
    co_await std::move(nursed);
}

}  // namespace

int main(int argc, char** argv) {
    return zoo::live(argc, argv, body);
}
