// SPDX-License-Identifier: Apache-2.0
// The same, but the shield ends at a deadline.
#include <hangar/suites/zoo/actors/specimen.hpp>

namespace {

using namespace hangar::runtime;

Task<void> clean_up() {
    const auto for_ever = []() -> Task<void> { co_await sleep_forever(); };
    auto limited = move_on_after(std::chrono::hours(1), for_ever);
    static_cast<void>(co_await std::move(limited));
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
