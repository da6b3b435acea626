// SPDX-License-Identifier: Apache-2.0
#include <hangar/backends/runtime/reply.hpp>

#include <gtest/gtest.h>

#include <memory>
#include <stdexcept>
#include <string>

#include <hangar/backends/runtime/runtime.hpp>
#include <hangar/backends/runtime/virtual_clock.hpp>

namespace hangar::runtime {
namespace {

using namespace std::chrono_literals;

TEST(ReplyTest, GivesItsValueToTheTaskThatWaits) {
    const auto body = []() -> Task<std::string> {
        Reply<std::string> reply;
        std::string got;
        const auto play = [&](Nursery& nursery) -> Task<void> {
            nursery.start_soon([&]() -> Task<void> {
                co_await sleep_for(1s);
                reply.give("answer");
            });
            got = co_await reply.wait();
        };
        co_await with_nursery(play);
        co_return got;
    };
    EXPECT_EQ(on_virtual_clock(body), "answer");
}

TEST(ReplyTest, GivenBeforeAnybodyWaitsItIsThere) {
    const auto body = []() -> Task<int> {
        Reply<std::unique_ptr<int>> reply;
        reply.give(std::make_unique<int>(7));
        auto value = co_await reply.wait();
        co_return *value;
    };
    EXPECT_EQ(on_virtual_clock(body), 7);
}

TEST(ReplyTest, ThrowsTheErrorItWasGiven) {
    const auto body = []() -> Task<void> {
        Reply<void> reply;
        reply.fail(std::make_exception_ptr(std::out_of_range("remote")));
        co_await reply.wait();
    };
    EXPECT_THROW(on_virtual_clock(body), std::out_of_range);
}

TEST(ReplyTest, WhatComesLaterIsIgnored) {
    const auto body = []() -> Task<int> {
        Reply<int> reply;
        reply.give(1);
        reply.give(2);
        reply.fail(std::make_exception_ptr(std::runtime_error("late")));
        co_return co_await reply.wait();
    };
    EXPECT_EQ(on_virtual_clock(body), 1);
}

TEST(ReplyTest, ACancelledWaitCanBeTakenUpAgain) {
    const auto body = []() -> Task<int> {
        Reply<int> reply;
        const auto wait = [&]() -> Task<int> { co_return co_await reply.wait(); };
        const auto early = co_await move_on_after(1s, wait);
        EXPECT_FALSE(early.has_value());
        reply.give(5);
        co_return co_await reply.wait();
    };
    EXPECT_EQ(on_virtual_clock(body), 5);
}

TEST(ReplyDeathTest, ASecondWaiterIsABrokenInvariant) {
    const auto body = []() -> Task<void> {
        Reply<void> reply;
        const auto play = [&](Nursery& nursery) -> Task<void> {
            nursery.start_soon([&]() -> Task<void> { co_await reply.wait(); });
            co_await checkpoint();
            co_await reply.wait();
        };
        co_await with_nursery(play);
    };
    EXPECT_DEATH(on_virtual_clock(body), "one task waits for a reply");
}

}  // namespace
}  // namespace hangar::runtime
