// SPDX-License-Identifier: Apache-2.0
#include <hangar/backends/runtime/loop.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstring>
#include <set>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

#include <hangar/backends/runtime/runtime.hpp>
#include <hangar/backends/runtime/virtual_clock.hpp>

namespace hangar::runtime {
namespace {

using namespace std::chrono_literals;
using testing::HasSubstr;

LoopOptions virtual_options(std::string name = "main") {
    LoopOptions options;
    options.name = std::move(name);
    options.virtual_time = true;
    return options;
}

Task<void> sleeps_forever() {
    co_await sleep_forever();
}

TEST(LoopTest, TheRootsErrorComesOutWhileItsChildrenAreWaitedFor) {
    bool cleaned = false;
    const auto body = [&]() -> Task<void> {
        const auto play = [&](Nursery& nursery) -> Task<void> {
            nursery.start_soon([&]() -> Task<void> {
                const auto cleanup = [&]() -> Task<void> {
                    co_await sleep_for(1s);
                    cleaned = true;
                };
                co_await finally(sleeps_forever, 1h, cleanup);
            });
            co_await checkpoint();
            throw std::runtime_error("root");
        };
        co_await with_nursery(play);
    };
    EXPECT_THROW(on_virtual_clock(body), std::runtime_error);
    EXPECT_TRUE(cleaned);
}

TEST(LoopTest, AnotherFollowsOnTheSameThread) {
    const auto body = []() -> Task<int> {
        co_await sleep_for(1s);
        co_return 1;
    };
    EXPECT_EQ(on_virtual_clock(body) + on_virtual_clock(body), 2);
    EXPECT_FALSE(Loop::is_running());
}

TEST(LoopTest, PostedWorkRunsOnTheLoopsThread) {
    Loop loop;
    std::thread::id ran_on;
    std::thread poster;
    const auto body = [&]() -> Task<void> {
        Event posted;
        poster = std::thread([&] {
            loop.post([&] {
                ran_on = std::this_thread::get_id();
                posted.set();
            });
        });
        co_await posted.wait();
    };
    loop.run(body);
    poster.join();
    EXPECT_EQ(ran_on, std::this_thread::get_id());
}

TEST(LoopTest, WorkThatWasPostedBeforeItRunsIsNotLost) {
    Loop loop;
    Event posted;
    loop.post([&] { posted.set(); });
    const auto body = [&]() -> Task<void> { co_await posted.wait(); };
    loop.run(body);
    loop.post([] { FAIL() << "ran after the end"; });
}

TEST(LoopTest, PostedWorkRunsWhileTasksAreAlwaysReady) {
    Loop loop;
    std::thread poster;
    const auto body = [&]() -> Task<void> {
        Event posted;
        poster = std::thread([&] { loop.post([&] { posted.set(); }); });
        while (!posted.is_set()) co_await checkpoint();
    };
    loop.run(body);
    poster.join();
}

TEST(LoopTest, PostedWorkRunsWhileTimersAreAlwaysDue) {
    Loop loop;
    std::thread poster;
    const auto body = [&]() -> Task<void> {
        Event posted;
        poster = std::thread([&] { loop.post([&] { posted.set(); }); });
        while (!posted.is_set()) co_await sleep_for(0s);
    };
    loop.run(body);
    poster.join();
}

TEST(LoopTest, EveryPostOfEveryThreadRunsOnce) {
    Loop loop;
    static constexpr int threads = 4;
    static constexpr int posts = 1000;
    int ran = 0;
    std::vector<std::thread> posters;
    const auto body = [&]() -> Task<void> {
        Event all;
        const auto work = [&] {
            if (++ran == threads * posts) all.set();
        };
        for (int i = 0; i < threads; ++i) {
            posters.emplace_back([&loop, work] {
                for (int n = 0; n < posts; ++n) loop.post(work);
            });
        }
        co_await all.wait();
    };
    loop.run(body);
    for (auto& poster : posters) poster.join();
    EXPECT_EQ(ran, threads * posts);
}

TEST(LoopTest, ACancelRequestFromAnotherThreadThrowsInTheRoot) {
    Loop loop;
    std::thread canceller;
    const char* by = nullptr;
    const auto body = [&]() -> Task<void> {
        canceller = std::thread([&] { loop.request_cancel("the other thread"); });
        try {
            co_await sleep_forever();
        } catch (const Cancelled&) {
            by = loop.root_scope()->cancelled_by();
            throw;
        }
    };
    EXPECT_THROW(loop.run(body), Cancelled);
    canceller.join();
    EXPECT_STREQ(by, "the other thread");
}

TEST(LoopTest, ACancelRequestBeforeItRunsIsNotLost) {
    Loop loop(virtual_options());
    loop.request_cancel("early");
    EXPECT_THROW(loop.run(sleeps_forever), Cancelled);
}

TEST(LoopTest, AVirtualClockWithNothingLeftToWaitForSaysSoAfterCleaningUp) {
    Loop loop(virtual_options("stuck"));
    bool cleaned = false;
    const auto body = [&]() -> Task<void> {
        const auto cleanup = [&]() -> Task<void> {
            co_await sleep_for(1s);
            cleaned = true;
        };
        co_await finally(sleeps_forever, 1h, cleanup);
    };
    try {
        loop.run(body);
        FAIL() << "it did not stall";
    } catch (const LoopStalled& e) {
        EXPECT_THAT(e.what(), HasSubstr("loop 'stuck'"));
    }
    EXPECT_TRUE(cleaned);
}

TEST(LoopTest, AnErrorInTheCleanUpAfterAStallIsToldToo) {
    const auto body = []() -> Task<void> {
        const auto fails = []() -> Task<void> {
            co_await sleep_for(1s);
            throw std::runtime_error("cleanup");
        };
        co_await finally(sleeps_forever, 1h, fails);
    };
    try {
        on_virtual_clock(body);
        FAIL() << "it did not stall";
    } catch (const ErrorGroup& group) {
        EXPECT_THAT(group.what(), HasSubstr("; cleanup"));
        EXPECT_THROW(std::rethrow_exception(group.errors().at(0)), LoopStalled);
    }
}

TEST(LoopTest, OutsideWorkKeepsAVirtualClockFromStalling) {
    Loop loop(virtual_options());
    std::thread poster;
    const auto body = [&]() -> Task<void> {
        const OutsideWork expected;
        Event posted;
        poster = std::thread([&] { loop.post([&] { posted.set(); }); });
        co_await posted.wait();
    };
    loop.run(body);
    poster.join();
}

TEST(LoopTest, IsInTheRegistryWhileItRuns) {
    Loop loop(virtual_options("registered"));
    const auto body = [&]() -> Task<void> {
        const tasks::LoopNode* found = hangar_task_registry.loops;
        while (found != nullptr && std::strcmp(found->actor, "registered") != 0)
            found = found->next;
        EXPECT_EQ(found, &loop.node());
        EXPECT_EQ(found->thread, os::this_thread());
        EXPECT_EQ(found->current, found->root);
        co_return;
    };
    loop.run(body);
    EXPECT_EQ(hangar_task_registry.loops, nullptr);
}

TEST(LoopTest, CutsALongNameToWhatIsReadableFromOutside) {
    Loop loop(virtual_options(std::string(100, 'x')));
    EXPECT_EQ(std::string(loop.node().actor), std::string(47, 'x'));
}

// The order in which five tasks that are ready together run.
std::vector<int> order_with(std::optional<std::uint64_t> seed) {
    std::vector<int> order;
    const auto body = [&]() -> Task<void> {
        const auto play = [&](Nursery& nursery) -> Task<void> {
            for (int i = 0; i < 5; ++i) {
                nursery.start_soon([&, i]() -> Task<void> {
                    order.push_back(i);
                    co_return;
                });
            }
            co_return;
        };
        co_await with_nursery(play);
    };
    on_virtual_clock(body, seed);
    return order;
}

TEST(LoopTest, ASeedDrawsAnOrderAndRepeatsIt) {
    EXPECT_EQ(order_with({}), (std::vector{0, 1, 2, 3, 4}));
    std::set<std::vector<int>> orders;
    for (std::uint64_t seed = 0; seed < 100; ++seed) {
        EXPECT_EQ(order_with(seed), order_with(seed));
        orders.insert(order_with(seed));
    }
    EXPECT_GT(orders.size(), 50U);
}

TEST(LoopDeathTest, ASecondOneOnTheSameThreadIsABrokenInvariant) {
    const auto body = []() -> Task<void> {
        Loop().run(sleeps_forever);
        co_return;
    };
    EXPECT_DEATH(on_virtual_clock(body), "no other loop runs");
}

TEST(LoopDeathTest, OneThatNotEvenACancellationWakesAborts) {
    const auto body = []() -> Task<void> { co_await shielded(sleeps_forever); };
    EXPECT_DEATH(on_virtual_clock(body), "not even cancelled");
}

}  // namespace
}  // namespace hangar::runtime
