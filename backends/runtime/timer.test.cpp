// SPDX-License-Identifier: Apache-2.0
#include <hangar/backends/runtime/timer.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <memory>
#include <vector>

#include <hangar/backends/runtime/runtime.hpp>
#include <hangar/backends/runtime/virtual_clock.hpp>

namespace hangar::runtime {
namespace {

using namespace std::chrono_literals;
using testing::ElementsAre;

TEST(TimerTest, FiresOnceInTheOrderOfInstantsThenOfArming) {
    const auto body = []() -> Task<std::vector<int>> {
        std::vector<int> fired;
        Timer a;
        Timer b;
        Timer c;
        a.arm(from_now(2s), [&] { fired.push_back(1); });
        b.arm(from_now(1s), [&] { fired.push_back(2); });
        c.arm(from_now(1s), [&] { fired.push_back(3); });
        EXPECT_TRUE(a.armed());
        co_await sleep_for(10s);
        EXPECT_FALSE(a.armed());
        co_return fired;
    };
    EXPECT_THAT(on_virtual_clock(body), ElementsAre(2, 3, 1));
}

TEST(TimerTest, ArmedAnewItForgetsTheFirstInstant) {
    const auto body = []() -> Task<std::vector<int>> {
        std::vector<int> fired;
        Timer timer;
        timer.arm(from_now(1s), [&] { fired.push_back(1); });
        timer.arm(from_now(2s), [&] { fired.push_back(2); });
        co_await sleep_for(10s);
        co_return fired;
    };
    EXPECT_THAT(on_virtual_clock(body), ElementsAre(2));
}

TEST(TimerTest, ACallbackMayDestroyItsTimerAndOthersThatAreDue) {
    const auto body = []() -> Task<std::vector<int>> {
        std::vector<int> fired;
        auto one = std::make_unique<Timer>();
        auto two = std::make_unique<Timer>();
        const auto instant = from_now(1s);
        one->arm(instant, [&] {
            one.reset();
            two.reset();
            fired.push_back(1);
        });
        two->arm(instant, [&] { fired.push_back(2); });
        co_await sleep_for(10s);
        co_return fired;
    };
    EXPECT_THAT(on_virtual_clock(body), ElementsAre(1));
}

TEST(TimerTest, ACallbackMayArmItsTimerAgain) {
    const auto body = []() -> Task<int> {
        int fired = 0;
        Timer timer;
        std::function<void()> again = [&] {
            if (++fired < 3) timer.arm(from_now(1s), again);
        };
        timer.arm(from_now(1s), again);
        co_await sleep_for(10s);
        co_return fired;
    };
    EXPECT_EQ(on_virtual_clock(body), 3);
}

}  // namespace
}  // namespace hangar::runtime
