// SPDX-License-Identifier: Apache-2.0
// Two tasks take two locks in opposite orders.
#include <hangar/suites/zoo/actors/specimen.hpp>

namespace {

using namespace hangar::runtime;

struct Locks {
    Lock first;
    Lock second;
    Event has_first;
    Event has_second;
};

Task<void> take_both(Lock& mine, Event& has_mine, Lock& other, Event& has_other) {
    const auto one = co_await mine.acquire();
    has_mine.set();
    auto both = has_other.wait();
    co_await both;
    const auto two = co_await other.acquire();
}

Task<void> body() {
    Locks locks;
    const auto play = [&](Nursery& nursery) -> Task<void> {
        const auto one = [&] {
            return take_both(locks.first, locks.has_first, locks.second, locks.has_second);
        };
        const auto two = [&] {
            return take_both(locks.second, locks.has_second, locks.first, locks.has_first);
        };
        nursery.start_soon(one, "takes the first lock first");
        nursery.start_soon(two, "takes the second lock first");
        auto held = locks.has_second.wait();
        co_await held;
        zoo::ready();
    };
    auto nursed = with_nursery(play);
    co_await std::move(nursed);
}

}  // namespace

int main(int argc, char** argv) {
    return zoo::live(argc, argv, body);
}
