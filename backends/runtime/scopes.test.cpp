// SPDX-License-Identifier: Apache-2.0
#include <hangar/backends/runtime/scopes.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <memory>
#include <stdexcept>
#include <string>

#include <hangar/backends/runtime/loop_time.test.hpp>
#include <hangar/backends/runtime/runtime.hpp>
#include <hangar/backends/runtime/virtual_clock.hpp>

namespace hangar::runtime {
namespace {

using namespace std::chrono_literals;
using testing::HasSubstr;

Task<int> answer_after(os::Duration d) {
    co_await sleep_for(d);
    co_return 42;
}

Task<void> throw_after(os::Duration d, const char* what) {
    co_await sleep_for(d);
    throw std::runtime_error(what);
}

TEST(MoveOnAfterTest, GivesTheValueOfABodyThatIsInTime) {
    const auto body = []() -> Task<std::optional<int>> {
        co_return co_await move_on_after(2s, [] { return answer_after(1s); });
    };
    EXPECT_EQ(on_virtual_clock(body), 42);
}

TEST(MoveOnAfterTest, GivesNothingAfterTheLimit) {
    const auto body = []() -> Task<void> {
        const auto begin = now();
        const auto value = co_await move_on_after(2s, [] { return answer_after(1h); });
        EXPECT_FALSE(value.has_value());
        EXPECT_EQ(now() - begin, 2s);
    };
    on_virtual_clock(body);
}

TEST(MoveOnAfterTest, SaysWhetherABodyWithoutValueEnded) {
    const auto body = []() -> Task<void> {
        const auto nap = [](os::Duration d) -> Task<void> { co_await sleep_for(d); };
        EXPECT_TRUE(co_await move_on_after(2s, [&] { return nap(1s); }));
        EXPECT_FALSE(co_await move_on_after(2s, [&] { return nap(3s); }));
    };
    on_virtual_clock(body);
}

TEST(MoveOnAfterTest, ALimitOfZeroGivesUpAtTheFirstAwait) {
    const auto body = []() -> Task<void> {
        Event event;
        event.set();
        bool began = false;
        const auto work = [&]() -> Task<void> {
            began = true;
            co_await event.wait();
        };
        EXPECT_FALSE(co_await move_on_after(0s, work));
        EXPECT_TRUE(began);
    };
    on_virtual_clock(body);
}

TEST(MoveOnAfterTest, AnEndlessLimitDoesNotOverflow) {
    const auto body = []() -> Task<std::optional<int>> {
        co_return co_await move_on_after(os::Duration::max(), [] { return answer_after(1h); });
    };
    EXPECT_EQ(on_virtual_clock(body), 42);
}

TEST(MoveOnAfterTest, LetsAnOuterCancellationThrough) {
    const auto body = []() -> Task<void> {
        bool inner_went_on = false;
        const auto inner = [&]() -> Task<void> {
            static_cast<void>(co_await move_on_after(1h, [] { return answer_after(2h); }));
            inner_went_on = true;
        };
        EXPECT_FALSE(co_await move_on_after(1s, inner));
        EXPECT_FALSE(inner_went_on);
    };
    on_virtual_clock(body);
}

TEST(MoveOnAfterTest, MovesAValueThatCannotBeCopied) {
    const auto body = []() -> Task<int> {
        const auto make = []() -> Task<std::unique_ptr<int>> {
            co_return std::make_unique<int>(7);
        };
        auto value = co_await move_on_after(1s, make);
        co_return **value;
    };
    EXPECT_EQ(on_virtual_clock(body), 7);
}

TEST(FailAfterTest, GivesTheValueOfABodyThatIsInTime) {
    const auto body = []() -> Task<int> {
        co_return co_await fail_after(2s, [] { return answer_after(1s); });
    };
    EXPECT_EQ(on_virtual_clock(body), 42);
}

TEST(FailAfterTest, ThrowsAnErrorThatNamesItsCaller) {
    unsigned line = 0;
    const auto body = [&]() -> Task<void> {
        line = __LINE__ + 1;
        co_await fail_after(1500ms, [] { return answer_after(1h); });
    };
    try {
        on_virtual_clock(body);
        FAIL() << "no timeout";
    } catch (const TimeoutError& e) {
        EXPECT_EQ(e.where().line(), line);
        EXPECT_THAT(e.what(), HasSubstr("timed out after 1.5 s"));
        EXPECT_THAT(e.what(), HasSubstr("scopes.test.cpp:" + std::to_string(line)));
    }
}

TEST(FailAfterTest, PassesAnotherErrorOn) {
    const auto body = []() -> Task<void> {
        co_await fail_after(2s, [] { return throw_after(1s, "broken"); });
    };
    EXPECT_THROW(on_virtual_clock(body), std::runtime_error);
}

TEST(ShieldedTest, GoesOnWhileTheOuterScopeIsCancelledAndThenItThrows) {
    const auto body = []() -> Task<void> {
        int value = 0;
        bool after = false;
        const auto work = [&]() -> Task<void> {
            value = co_await shielded([] { return answer_after(5s); });
            co_await checkpoint();
            after = true;
        };
        EXPECT_FALSE(co_await move_on_after(1s, work));
        EXPECT_EQ(value, 42);
        EXPECT_FALSE(after);
    };
    on_virtual_clock(body);
}

Task<void> no_error() {
    co_return;
}

TEST(FinallyTest, CleansUpAfterABodyThatEnded) {
    const auto body = []() -> Task<bool> {
        bool cleaned = false;
        const auto cleanup = [&]() -> Task<void> {
            co_await sleep_for(1s);
            cleaned = true;
        };
        co_await finally(no_error, 10s, cleanup);
        co_return cleaned;
    };
    EXPECT_TRUE(on_virtual_clock(body));
}

TEST(FinallyTest, KeepsTheBodysErrorAsItIs) {
    const auto body = []() -> Task<void> {
        const auto fails = [] { return throw_after(1s, "body"); };
        co_await finally(fails, 10s, no_error);
    };
    try {
        on_virtual_clock(body);
        FAIL() << "no error";
    } catch (const std::runtime_error& e) {
        EXPECT_STREQ(e.what(), "body");
    }
}

TEST(FinallyTest, AnErrorInCleanUpDoesNotMaskTheFirst) {
    const auto body = []() -> Task<void> {
        const auto fails = [] { return throw_after(1s, "body"); };
        const auto cleanup = [] { return throw_after(1s, "cleanup"); };
        co_await finally(fails, 10s, cleanup);
    };
    try {
        on_virtual_clock(body);
        FAIL() << "no error";
    } catch (const ErrorGroup& group) {
        EXPECT_STREQ(group.what(), "2 errors: body; cleanup");
    }
}

TEST(FinallyTest, CleansUpInACancelledScopeAndThenPassesTheCancellationOn) {
    const auto body = []() -> Task<void> {
        const auto begin = now();
        bool cleaned = false;
        bool went_on = false;
        const auto work = [&]() -> Task<void> {
            const auto sleep = []() -> Task<void> { co_await sleep_forever(); };
            const auto cleanup = [&]() -> Task<void> {
                co_await sleep_for(3s);
                cleaned = true;
            };
            co_await finally(sleep, 10s, cleanup);
            went_on = true;
        };
        EXPECT_FALSE(co_await move_on_after(1s, work));
        EXPECT_TRUE(cleaned);
        EXPECT_FALSE(went_on);
        EXPECT_EQ(now() - begin, 4s);
    };
    on_virtual_clock(body);
}

TEST(FinallyTest, ACleanUpThatHangsIsGivenUpAndSaid) {
    const auto body = []() -> Task<void> {
        const auto hangs = []() -> Task<void> { co_await sleep_forever(); };
        co_await finally(no_error, 10s, hangs);
    };
    EXPECT_THROW(on_virtual_clock(body), TimeoutError);
}

}  // namespace
}  // namespace hangar::runtime
