// SPDX-License-Identifier: Apache-2.0
#include <hangar/backends/runtime/nursery.hpp>

#include <gtest/gtest.h>

#include <stdexcept>
#include <string>
#include <vector>

#include <hangar/backends/runtime/loop_time.test.hpp>
#include <hangar/backends/runtime/runtime.hpp>
#include <hangar/backends/runtime/virtual_clock.hpp>

namespace hangar::runtime {
namespace {

using namespace std::chrono_literals;

Task<void> throw_after(os::Duration d, std::string what) {
    co_await sleep_for(d);
    throw std::runtime_error(what);
}

Task<void> sleep_then_add(os::Duration d, int& sum) {
    co_await sleep_for(d);
    ++sum;
}

// What with_nursery(play) threw, in a line; "nothing" when it did not.
template <class F>
Task<std::string> thrown_by(F& play) {
    std::exception_ptr error;
    try {
        co_await with_nursery(std::ref(play));
    } catch (...) {
        error = std::current_exception();
    }
    co_return error ? describe(error) : std::string("nothing");
}

template <class F>
std::string outcome_of(F play) {
    return on_virtual_clock([&] { return thrown_by(play); });
}

TEST(NurseryTest, NoTaskOutlivesIt) {
    const auto body = []() -> Task<void> {
        int ended = 0;
        const auto begin = now();
        const auto play = [&](Nursery& nursery) -> Task<void> {
            for (int i = 1; i <= 3; ++i) {
                const auto child = [&ended, i] { return sleep_then_add(i * 1s, ended); };
                nursery.start_soon(child);
            }
            EXPECT_EQ(nursery.size(), 3U);
            co_return;
        };
        co_await with_nursery(play);
        EXPECT_EQ(ended, 3);
        EXPECT_EQ(now() - begin, 3s);
    };
    on_virtual_clock(body);
}

TEST(NurseryTest, AnEmptyOneEndsAtOnce) {
    const auto play = [](Nursery&) -> Task<void> { co_return; };
    EXPECT_EQ(outcome_of(play), "nothing");
}

TEST(NurseryTest, ATaskRunsFromTheNextTurnOn) {
    const auto play = [](Nursery& nursery) -> Task<void> {
        bool ran = false;
        const auto child = [&]() -> Task<void> {
            ran = true;
            co_return;
        };
        nursery.start_soon(child);
        EXPECT_FALSE(ran);
        co_await checkpoint();
        EXPECT_TRUE(ran);
    };
    EXPECT_EQ(outcome_of(play), "nothing");
}

TEST(NurseryTest, TheFirstErrorCancelsTheOthers) {
    const auto body = []() -> Task<void> {
        const auto begin = now();
        int ended = 0;
        const auto play = [&](Nursery& nursery) -> Task<void> {
            nursery.start_soon([&] { return sleep_then_add(1h, ended); });
            nursery.start_soon([] { return throw_after(2s, "broken"); });
            co_await sleep_forever();
        };
        EXPECT_EQ(co_await thrown_by(play), "broken");
        EXPECT_EQ(now() - begin, 2s);
        EXPECT_EQ(ended, 0);
    };
    on_virtual_clock(body);
}

TEST(NurseryTest, ASingleErrorStaysItself) {
    const auto play = [](Nursery& nursery) -> Task<void> {
        nursery.start_soon([] { return throw_after(1s, "alone"); });
        nursery.start_soon([]() -> Task<void> { co_await sleep_forever(); });
        co_return;
    };
    EXPECT_EQ(outcome_of(play), "alone");
}

// Cleans up after a cancellation, and fails at it.
Task<void> fail_when_cancelled(os::Duration cleanup, std::string what) {
    const auto sleep = []() -> Task<void> { co_await sleep_forever(); };
    const auto fails = [&] { return throw_after(cleanup, what); };
    co_await finally(sleep, 1h, fails);
}

TEST(NurseryTest, TwoErrorsMakeAGroupInTheOrderTheyHappened) {
    const auto play = [](Nursery& nursery) -> Task<void> {
        nursery.start_soon([] { return fail_when_cancelled(5s, "third"); });
        nursery.start_soon([] { return fail_when_cancelled(1s, "second"); });
        nursery.start_soon([] { return throw_after(1s, "first"); });
        co_return;
    };
    EXPECT_EQ(outcome_of(play), "3 errors: first; second; third");
}

TEST(NurseryTest, TwoErrorsOfOneInstantAreBothTold) {
    const auto play = [](Nursery& nursery) -> Task<void> {
        nursery.start_soon([] { return throw_after(1s, "one"); });
        nursery.start_soon([] { return throw_after(1s, "two"); });
        co_return;
    };
    EXPECT_EQ(outcome_of(play), "2 errors: one; two");
}

TEST(NurseryTest, AnErrorOfTheBodyStandsBesideAChilds) {
    const auto play = [](Nursery& nursery) -> Task<void> {
        nursery.start_soon([] { return fail_when_cancelled(1s, "child"); });
        co_await sleep_for(1s);
        throw std::runtime_error("body");
    };
    EXPECT_EQ(outcome_of(play), "2 errors: body; child");
}

TEST(NurseryTest, AnErrorOfTheBodyCancelsTheTasks) {
    const auto body = []() -> Task<void> {
        const auto begin = now();
        const auto play = [](Nursery& nursery) -> Task<void> {
            nursery.start_soon([]() -> Task<void> { co_await sleep_for(1h); });
            co_await sleep_for(1s);
            throw std::runtime_error("body");
        };
        EXPECT_EQ(co_await thrown_by(play), "body");
        EXPECT_EQ(now() - begin, 1s);
    };
    on_virtual_clock(body);
}

TEST(NurseryTest, AbsorbsACancellationOfItsOwn) {
    const auto play = [](Nursery& nursery) -> Task<void> {
        nursery.start_soon([]() -> Task<void> { co_await sleep_forever(); });
        co_await sleep_for(1s);
        nursery.cancel();
        co_await sleep_forever();
    };
    EXPECT_EQ(outcome_of(play), "nothing");
}

TEST(NurseryTest, ACancellationFromOutsideReachesEveryTaskAndGoesOn) {
    const auto body = []() -> Task<void> {
        const auto begin = now();
        int cancelled = 0;
        bool went_on = false;
        const auto work = [&]() -> Task<void> {
            const auto play = [&](Nursery& nursery) -> Task<void> {
                for (int i = 0; i < 3; ++i) {
                    nursery.start_soon([&]() -> Task<void> {
                        try {
                            co_await sleep_forever();
                        } catch (const Cancelled&) {
                            ++cancelled;
                            throw;
                        }
                    });
                }
                co_return;
            };
            co_await with_nursery(play);
            went_on = true;
        };
        EXPECT_FALSE(co_await move_on_after(1s, work));
        EXPECT_EQ(cancelled, 3);
        EXPECT_FALSE(went_on);
        EXPECT_EQ(now() - begin, 1s);
    };
    on_virtual_clock(body);
}

TEST(NurseryTest, WaitsForATaskThatCleansUpAfterACancellationFromOutside) {
    const auto body = []() -> Task<void> {
        const auto begin = now();
        const auto work = []() -> Task<void> {
            const auto play = [](Nursery& nursery) -> Task<void> {
                nursery.start_soon([] { return fail_when_cancelled(4s, "cleanup"); });
                co_return;
            };
            co_await with_nursery(play);
        };
        EXPECT_THROW(co_await move_on_after(1s, work), std::runtime_error);
        EXPECT_EQ(now() - begin, 5s);
    };
    on_virtual_clock(body);
}

TEST(NurseryTest, NestedOnesPassAnErrorUpAndCancelTheWholeTree) {
    const auto body = []() -> Task<void> {
        const auto begin = now();
        int ended = 0;
        const auto inner = [&](Nursery& nursery) -> Task<void> {
            nursery.start_soon([&] { return sleep_then_add(1h, ended); });
            nursery.start_soon([] { return throw_after(1s, "deep"); });
            co_return;
        };
        const auto middle = [&]() -> Task<void> { co_await with_nursery(inner); };
        const auto outer = [&](Nursery& nursery) -> Task<void> {
            nursery.start_soon(middle);
            nursery.start_soon([&] { return sleep_then_add(1h, ended); });
            co_await sleep_forever();
        };
        EXPECT_EQ(co_await thrown_by(outer), "deep");
        EXPECT_EQ(ended, 0);
        EXPECT_EQ(now() - begin, 1s);
    };
    on_virtual_clock(body);
}

TEST(NurseryTest, ATaskMayStartOthersWhileItsNurseryIsJoined) {
    const auto play = [](Nursery& nursery) -> Task<void> {
        const auto grandchild = [] { return throw_after(1s, "grandchild"); };
        const auto child = [&nursery, grandchild]() -> Task<void> {
            co_await sleep_for(1s);
            nursery.start_soon(grandchild);
        };
        nursery.start_soon(child);
        co_return;
    };
    EXPECT_EQ(outcome_of(play), "grandchild");
}

TEST(NurseryTest, ATaskStartedInACancelledOneRunsToItsFirstAwait) {
    bool began = false;
    bool went_on = false;
    const auto play = [&](Nursery& nursery) -> Task<void> {
        nursery.cancel();
        nursery.start_soon([&]() -> Task<void> {
            began = true;
            co_await checkpoint();
            went_on = true;
        });
        co_return;
    };
    EXPECT_EQ(outcome_of(play), "nothing");
    EXPECT_TRUE(began);
    EXPECT_FALSE(went_on);
}

TEST(NurseryTest, AnErrorFromOutsideAnyTaskCancelsItAndIsThrown) {
    const auto play = [](Nursery& nursery) -> Task<void> {
        nursery.fail(std::make_exception_ptr(std::runtime_error("from outside")));
        co_await sleep_forever();
    };
    EXPECT_EQ(outcome_of(play), "from outside");
}

}  // namespace
}  // namespace hangar::runtime
