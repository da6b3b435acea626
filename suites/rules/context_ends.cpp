// SPDX-License-Identifier: Apache-2.0
// Rules 16 to 18 and 22 to 24: how a child's side of a context ends, and who is told.
#include <hangar/suites/rules/contexts.hpp>
#include <hangar/suites/rules/traces.hpp>
#include <stdexcept>

namespace hangar::rules {
namespace {

using testing::SizeIs;

// Rule 16.

Task<void> leaves(Callee<void, int> caller, bool opens_its_stream) {
    co_await caller.started();
    if (opens_its_stream) static_cast<void>(caller.open_stream());
}

ACTOR_TEST_P(Contexts, AChildThatLeavesEndsTheStream) {
    const Stopwatch watch;
    for (const bool opens : {false, true}) {
        auto use = [&](const Portal& child) -> Task<void> {
            auto context = co_await child.open_context<&leaves>(opens);
            const auto stream = context.open_stream();
            EXPECT_EQ(co_await stream.receive(), std::nullopt);
            bool refused = false;
            try {
                co_await stream.send(1);
            } catch (const StreamClosed&) {
                refused = true;
            }
            EXPECT_TRUE(refused);
        };
        EXPECT_THAT(co_await errors_with_child(use), SizeIs(0));
    }
    EXPECT_LT(watch.elapsed(), 6s);
}

// Rule 17: where the parent leaves, the child that streams for ever ends.

Task<void> streams_for_ever(Callee<void, int> caller, std::string path) {
    const TraceWhenLeft trace(path);
    co_await caller.started();
    const auto stream = caller.open_stream();
    for (int i = 0;; ++i) co_await stream.send(i);
}

enum class Point { by_portal, before_the_stream, once_it_is_open, once_it_is_closed };

Task<void> leave_at(const Portal& child, Point point, const std::string& path) {
    auto context = co_await child.open_context<&streams_for_ever>(path);
    if (point == Point::before_the_stream) context.cancel();
    if (point == Point::before_the_stream) co_await sleep_forever();
    const auto stream = context.open_stream();
    EXPECT_EQ(co_await stream.receive(), 0);
    if (point == Point::once_it_is_closed) stream.close();
    if (point == Point::by_portal) {
        co_await child.cancel_actor();
    } else {
        context.cancel();
    }
    co_await sleep_forever();
}

ACTOR_TEST_P(Contexts, AParentThatLeavesAtAnyPointEndsTheChild) {
    const Stopwatch watch;
    for (const Point point :
         {Point::before_the_stream, Point::once_it_is_open, Point::once_it_is_closed}) {
        const std::string path = fresh_trace(cell());
        auto use = [&](const Portal& child) { return leave_at(child, point, path); };
        EXPECT_THAT(co_await errors_with_child(use), SizeIs(0));
        EXPECT_TRUE(take_trace(path));
    }
    const std::string path = fresh_trace(cell());
    auto use = [&](const Portal& child) { return leave_at(child, Point::by_portal, path); };
    EXPECT_TRUE(only_error<ContextCancelled>(co_await errors_with_child(use)).has_value());
    EXPECT_TRUE(take_trace(path));
    EXPECT_LT(watch.elapsed(), 10s);
}

// Rule 18.

Task<void> cancels_itself(Callee<int> caller) {
    caller.cancel("changed its mind");
    co_await caller.started(1);
}

ACTOR_TEST_P(Contexts, AChildThatCancelsBeforeTheStartIsItsOwnCanceller) {
    auto use = [&](const Portal& child) -> Task<void> {
        auto context = co_await child.open_context<&cancels_itself>();
    };
    const auto error = only_error<ContextCancelled>(co_await errors_with_child(use));
    CO_ASSERT_TRUE(error.has_value());
    EXPECT_EQ(error->canceller().name, "child");
    EXPECT_EQ(error->message(), "changed its mind");
}

// Rule 22: root -> middle -> service, which cancels itself.

Task<void> relays(Callee<> caller) {
    auto nursery = co_await open_nursery();
    const Portal service = co_await nursery.start_actor("service");
    co_await caller.started();
    auto context = co_await service.open_context<&cancels_itself>();
}

ACTOR_TEST_P(Contexts, ARelayedCancellationTellsItsSourceAndWhoPassedItOn) {
    auto use = [&](const Portal& child) -> Task<void> {
        auto context = co_await child.open_context<&relays>();
        co_await sleep_forever();
    };
    const auto error = only_error<RemoteError>(co_await errors_with_child(use));
    CO_ASSERT_TRUE(error.has_value());
    EXPECT_EQ(error->data().actor.name, "child");
    EXPECT_EQ(error->source().actor.name, "service");
    CO_ASSERT_TRUE(error->source().canceller.has_value());
    EXPECT_EQ(error->source().canceller->name, "service");
}

// Rule 23.

ACTOR_TEST_P(Contexts, CancelledFromAnotherTaskItUnblocksItsOpener) {
    const Stopwatch watch;
    const std::string path = fresh_trace(cell());
    auto use = [&](const Portal& child) -> Task<void> {
        std::optional<Context<&leaves_a_trace>> opened;
        Event open;
        auto opener = [&]() -> Task<void> {
            auto context = co_await child.open_context<&leaves_a_trace>(path, true);
            opened = context;
            open.set();
            co_await sleep_forever();
        };
        auto canceller = [&]() -> Task<void> {
            auto wait = open.wait();
            co_await wait;
            opened->cancel();
        };
        auto both = [&](runtime::Nursery& tasks) -> Task<void> {
            tasks.start_soon(opener);
            tasks.start_soon(canceller);
            co_return;
        };
        const Stopwatch since_open;
        co_await with_nursery(std::ref(both));
        EXPECT_LT(since_open.elapsed(), 2s);
    };
    EXPECT_THAT(co_await errors_with_child(use), SizeIs(0));
    EXPECT_TRUE(take_trace(path));
}

// Rule 24.

// Its error cancels a sibling, whose clean-up awaits, and so throws, in a cancelled scope.
Task<void> fails_beside_one_that_cleans_up(Callee<> caller) {
    co_await caller.started();
    auto cleans_up = []() -> Task<void> {
        auto wait = []() -> Task<void> { co_await sleep_forever(); };
        auto clean_up = []() -> Task<void> {
            co_await checkpoint();
            throw Cancelled();
        };
        co_await runtime::finally(wait, 1s, clean_up);
    };
    auto both = [&](runtime::Nursery& tasks) -> Task<void> {
        tasks.start_soon(cleans_up);
        co_await checkpoint();
        throw std::out_of_range("the real error");
    };
    co_await with_nursery(std::ref(both));
}

ACTOR_TEST_P(Contexts, ACancellationInCleanUpDoesNotHideTheError) {
    auto use = [&](const Portal& child) -> Task<void> {
        auto context = co_await child.open_context<&fails_beside_one_that_cleans_up>();
        co_await sleep_forever();
    };
    const auto error = only_error<RemoteError>(co_await errors_with_child(use));
    EXPECT_TRUE(error && error->boxes<std::out_of_range>());
}

ACTOR_TEST_P(Contexts, AnErrorInTheCleanUpOfACancelledBlockComesOut) {
    const std::string path = fresh_trace(cell());
    auto use = [&](const Portal& child) -> Task<void> {
        Event open;
        auto opener = [&]() -> Task<void> {
            auto context = co_await child.open_context<&leaves_a_trace>(path, true);
            open.set();
            try {
                co_await sleep_forever();
            } catch (const Cancelled&) {
                throw std::length_error("the clean-up's");
            }
        };
        auto cancel_it = [&](runtime::Nursery& tasks) -> Task<void> {
            tasks.start_soon(opener);
            auto wait = open.wait();
            co_await wait;
            tasks.cancel();
        };
        co_await with_nursery(std::ref(cancel_it));
    };
    EXPECT_TRUE(only_error<std::length_error>(co_await errors_with_child(use)).has_value());
    EXPECT_TRUE(take_trace(path));
}

}  // namespace
}  // namespace hangar::rules
