// SPDX-License-Identifier: Apache-2.0
#include <hangar/backends/runtime/cancel_scope.hpp>

#include <gtest/gtest.h>

#include <string_view>

#include <hangar/backends/runtime/loop_time.test.hpp>
#include <hangar/backends/runtime/runtime.hpp>
#include <hangar/backends/runtime/virtual_clock.hpp>

namespace hangar::runtime {
namespace {

using namespace std::chrono_literals;

ScopeOptions deadline_in(os::Duration d, bool shield = false) {
    ScopeOptions options;
    options.deadline = from_now(d);
    options.shield = shield;
    return options;
}

// Whether an await here throws Cancelled.
Task<bool> checkpoint_throws() {
    try {
        co_await checkpoint();
    } catch (const Cancelled&) {
        co_return true;
    }
    co_return false;
}

TEST(CancelScopeTest, EveryAwaitInACancelledScopeThrows) {
    const auto body = []() -> Task<void> {
        CancelScope scope;
        scope.cancel();
        for (int i = 0; i < 3; ++i) EXPECT_TRUE(co_await checkpoint_throws());
    };
    on_virtual_clock(body);
}

TEST(CancelScopeTest, AnAwaitThatWouldBeReadyThrowsToo) {
    const auto body = []() -> Task<void> {
        Event event;
        event.set();
        Lock lock;
        CancelScope scope;
        scope.cancel();
        EXPECT_THROW(co_await event.wait(), Cancelled);
        EXPECT_THROW(static_cast<void>(co_await lock.acquire()), Cancelled);
        EXPECT_FALSE(lock.held());
    };
    on_virtual_clock(body);
}

TEST(CancelScopeTest, NoAwaitThrowsOnceTheScopeIsLeft) {
    const auto body = []() -> Task<void> {
        {
            CancelScope scope;
            scope.cancel();
        }
        EXPECT_FALSE(co_await checkpoint_throws());
    };
    on_virtual_clock(body);
}

TEST(CancelScopeTest, WakesATaskThatWaits) {
    const auto body = []() -> Task<void> {
        CancelScope* inner = nullptr;
        bool cancelled = false;
        const auto play = [&](Nursery& nursery) -> Task<void> {
            const auto waiter = [&]() -> Task<void> {
                CancelScope scope;
                inner = &scope;
                try {
                    co_await sleep_forever();
                } catch (const Cancelled&) {
                    cancelled = true;
                }
            };
            nursery.start_soon(waiter);
            co_await sleep_for(1s);
            inner->cancel("the test");
        };
        co_await with_nursery(play);
        EXPECT_TRUE(cancelled);
    };
    on_virtual_clock(body);
}

TEST(CancelScopeTest, ADeadlineFiresThroughNestedScopes) {
    const auto body = []() -> Task<void> {
        const auto begin = now();
        bool inner_absorbs = true;
        bool absorbed = false;
        CancelScope outer(deadline_in(1s));
        try {
            CancelScope middle(deadline_in(1h));
            CancelScope open;
            CancelScope inner(deadline_in(2s));
            try {
                co_await sleep_forever();
            } catch (const Cancelled&) {
                inner_absorbs = inner.absorbs() || open.absorbs() || middle.absorbs();
                throw;
            }
        } catch (const Cancelled&) {
            absorbed = outer.absorbs();
        }
        EXPECT_EQ(now() - begin, 1s);
        EXPECT_FALSE(inner_absorbs);
        EXPECT_TRUE(absorbed);
        EXPECT_TRUE(outer.deadline_passed());
        EXPECT_STREQ(outer.cancelled_by(), "deadline");
    };
    on_virtual_clock(body);
}

TEST(CancelScopeTest, AnInnerDeadlineEndsTheInnerScopeAlone) {
    const auto body = []() -> Task<void> {
        const auto begin = now();
        CancelScope outer(deadline_in(1h));
        {
            CancelScope inner(deadline_in(1s));
            EXPECT_THROW(co_await sleep_forever(), Cancelled);
            EXPECT_TRUE(inner.absorbs());
        }
        EXPECT_EQ(now() - begin, 1s);
        EXPECT_FALSE(outer.cancel_requested());
        EXPECT_FALSE(co_await checkpoint_throws());
    };
    on_virtual_clock(body);
}

TEST(CancelScopeTest, OfTwoCancelledScopesTheOuterAbsorbs) {
    const auto body = []() -> Task<void> {
        CancelScope outer;
        CancelScope inner;
        inner.cancel();
        EXPECT_TRUE(inner.absorbs());
        outer.cancel();
        EXPECT_FALSE(inner.absorbs());
        EXPECT_TRUE(outer.absorbs());
        co_return;
    };
    on_virtual_clock(body);
}

TEST(CancelScopeTest, TheFirstReasonStays) {
    const auto body = []() -> Task<void> {
        CancelScope scope;
        scope.cancel("first");
        scope.cancel("second");
        EXPECT_STREQ(scope.cancelled_by(), "first");
        EXPECT_STREQ(scope.node().cancelled_by, "first");
        co_return;
    };
    on_virtual_clock(body);
}

TEST(CancelScopeTest, AShieldHoldsAndIsVisible) {
    const auto body = []() -> Task<void> {
        const auto begin = now();
        CancelScope outer;
        outer.cancel();
        ScopeOptions options;
        options.shield = true;
        {
            CancelScope shielded(options);
            EXPECT_NE(shielded.node().flags & tasks::ScopeNode::shielded, 0U);
            EXPECT_FALSE(shielded.effectively_cancelled());
            co_await sleep_for(5s);
        }
        EXPECT_EQ(now() - begin, 5s);
        EXPECT_TRUE(co_await checkpoint_throws());
    };
    on_virtual_clock(body);
}

TEST(CancelScopeTest, AShieldDoesNotStopItsOwnDeadline) {
    const auto body = []() -> Task<void> {
        CancelScope shielded(deadline_in(1s, true));
        EXPECT_THROW(co_await sleep_forever(), Cancelled);
        EXPECT_TRUE(shielded.absorbs());
    };
    on_virtual_clock(body);
}

TEST(CancelScopeTest, AShieldTakenAwayDeliversWhatItHeldBack) {
    const auto body = []() -> Task<void> {
        const auto begin = now();
        CancelScope outer;
        const auto play = [&](Nursery& nursery) -> Task<void> {
            nursery.scope().set_shield(true);
            const auto lift = [&]() -> Task<void> {
                co_await sleep_for(3s);
                nursery.scope().set_shield(false);
            };
            nursery.start_soon(lift);
            outer.cancel();
            co_await sleep_forever();
        };
        EXPECT_THROW(co_await with_nursery(play), Cancelled);
        EXPECT_EQ(now() - begin, 3s);
        EXPECT_TRUE(outer.absorbs());
    };
    on_virtual_clock(body);
}

TEST(CancelScopeTest, ADeadlineThatHasPassedCancelsAtOnce) {
    const auto body = []() -> Task<void> {
        CancelScope scope(deadline_in(-1s));
        EXPECT_TRUE(scope.deadline_passed());
        EXPECT_TRUE(co_await checkpoint_throws());
    };
    on_virtual_clock(body);
}

TEST(CancelScopeTest, ADeadlineCanBeMovedAndTakenAway) {
    const auto body = []() -> Task<void> {
        CancelScope scope(deadline_in(1s));
        scope.set_deadline(from_now(10s));
        co_await sleep_for(5s);
        EXPECT_FALSE(scope.cancel_requested());
        scope.set_deadline(os::TimePoint::max());
        co_await sleep_for(1h);
        EXPECT_FALSE(scope.cancel_requested());
    };
    on_virtual_clock(body);
}

TEST(CancelScopeTest, AWaitThatHasCompletedIsNotUndoneButTheNextOneThrows) {
    const auto body = []() -> Task<void> {
        Event event;
        bool waited = false;
        bool next_throws = false;
        const auto play = [&](Nursery& nursery) -> Task<void> {
            const auto waiter = [&]() -> Task<void> {
                co_await event.wait();
                waited = true;
                next_throws = co_await checkpoint_throws();
            };
            nursery.start_soon(waiter);
            co_await checkpoint();
            event.set();
            nursery.cancel();
        };
        co_await with_nursery(play);
        EXPECT_TRUE(waited);
        EXPECT_TRUE(next_throws);
    };
    on_virtual_clock(body);
}

Task<void> nest(int depth) {
    CancelScope scope;
    if (depth == 0) co_await sleep_forever();
    if (depth > 0) co_await nest(depth - 1);
}

TEST(CancelScopeTest, ReachesATaskFiftyThousandScopesDeep) {
    const auto body = []() -> Task<void> {
        CancelScope outer(deadline_in(1s));
        EXPECT_THROW(co_await nest(50'000), Cancelled);
    };
    on_virtual_clock(body);
}

TEST(CancelScopeDeathTest, ScopesThatDoNotNestAreABrokenInvariant) {
    const auto body = []() -> Task<void> {
        auto outer = std::make_unique<CancelScope>();
        const CancelScope inner;
        outer.reset();
        co_return;
    };
    EXPECT_DEATH(on_virtual_clock(body), "scopes of a task nest");
}

TEST(CancelScopeDeathTest, AScopeOutsideAnyTaskIsABrokenInvariant) {
    EXPECT_DEATH(CancelScope scope, "opened by a task");
}

}  // namespace
}  // namespace hangar::runtime
