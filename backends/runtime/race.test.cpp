// SPDX-License-Identifier: Apache-2.0
#include <hangar/backends/runtime/race.hpp>

#include <gtest/gtest.h>

#include <stdexcept>

#include <hangar/backends/runtime/runtime.hpp>
#include <hangar/backends/runtime/virtual_clock.hpp>

namespace hangar::runtime {
namespace {

using namespace std::chrono_literals;

Task<void> nap(os::Duration d) {
    co_await sleep_for(d);
}

TEST(FirstOfTest, GivesTheIndexOfTheFirstAndEndsTheOthers) {
    const auto body = []() -> Task<void> {
        const auto begin = Loop::running().now();
        const auto slow = [] { return nap(1h); };
        const auto quick = [] { return nap(1s); };
        const auto first = co_await first_of(slow, quick, slow);
        EXPECT_EQ(first, 1U);
        EXPECT_EQ(Loop::running().now() - begin, 1s);
    };
    on_virtual_clock(body);
}

TEST(FirstOfTest, OfTwoAtOneInstantOneIsFirst) {
    const auto body = []() -> Task<std::size_t> {
        const auto quick = [] { return nap(1s); };
        co_return co_await first_of(quick, quick);
    };
    for (std::uint64_t seed = 0; seed < 20; ++seed) EXPECT_LT(on_virtual_clock(body, seed), 2U);
}

TEST(FirstOfTest, ThrowsTheErrorOfTheFirst) {
    const auto body = []() -> Task<void> {
        const auto slow = [] { return nap(1h); };
        const auto fails = []() -> Task<void> {
            co_await sleep_for(1s);
            throw std::out_of_range("first");
        };
        static_cast<void>(co_await first_of(slow, fails));
    };
    EXPECT_THROW(on_virtual_clock(body), std::out_of_range);
}

TEST(FirstOfTest, LetsACancellationFromOutsideThrough) {
    const auto body = []() -> Task<void> {
        bool went_on = false;
        const auto work = [&]() -> Task<void> {
            const auto slow = [] { return nap(1h); };
            static_cast<void>(co_await first_of(slow, slow));
            went_on = true;
        };
        const bool ended = co_await move_on_after(1s, work);
        EXPECT_FALSE(ended);
        EXPECT_FALSE(went_on);
    };
    on_virtual_clock(body);
}

}  // namespace
}  // namespace hangar::runtime
