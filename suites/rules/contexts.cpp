// SPDX-License-Identifier: Apache-2.0
// Rules 13 to 15: how a context begins, and how its block ends.
#include <signal.h>

#include <hangar/backends/actor/root.hpp>
#include <hangar/suites/rules/contexts.hpp>
#include <hangar/suites/rules/traces.hpp>
#include <stdexcept>

namespace hangar::rules {

Task<std::string> leaves_a_trace(Callee<int, int> caller, std::string path, bool blocks) {
    const TraceWhenLeft trace(path);
    co_await caller.started(1);
    if (blocks) co_await sleep_forever();
    co_return "through";
}

namespace {

using testing::SizeIs;

// Rule 13.

Task<void> starts_twice(Callee<int> caller) {
    co_await caller.started(1);
    co_await caller.started(2);
}

Task<void> streams_before_it_starts(Callee<int, int> caller) {
    const auto stream = caller.open_stream();
    co_await stream.send(1);
}

ACTOR_TEST_P(Contexts, ToStartTwiceIsAnError) {
    auto use = [](const Portal& child) -> Task<void> {
        auto context = co_await child.open_context<&starts_twice>();
        co_await sleep_forever();
    };
    const auto error = only_error<RemoteError>(co_await errors_with_child(use));
    EXPECT_TRUE(error && error->boxes<ContextError>());
}

ACTOR_TEST_P(Contexts, AStreamBeforeTheStartIsAnError) {
    auto use = [](const Portal& child) -> Task<void> {
        auto context = co_await child.open_context<&streams_before_it_starts>();
    };
    const auto error = only_error<RemoteError>(co_await errors_with_child(use));
    EXPECT_TRUE(error && error->boxes<ContextError>());
}

// Rule 14: what becomes of the parent's block, whether the child blocks, whether there is a stream.

enum class BlockEnding { in_order, error, interrupt };

Task<void> use_context(const Portal& child, BlockEnding ending, const std::string& path,
                       bool blocks, bool streams) {
    auto context = co_await child.open_context<&leaves_a_trace>(path, blocks);
    EXPECT_EQ(context.first(), 1);
    if (streams) static_cast<void>(context.open_stream());
    switch (ending) {
        case BlockEnding::in_order:
            if (blocks) {
                co_await child.cancel_actor();
            } else {
                EXPECT_EQ(co_await context.result(), "through");
            }
            co_return;
        case BlockEnding::error:
            throw std::length_error("the parent's own");
        case BlockEnding::interrupt:
            ::raise(SIGINT);
            co_await sleep_forever();
    }
}

template <class Check>
Task<void> for_each_use(const Cell& cell, Check check) {
    for (const bool blocks : {false, true}) {
        for (const bool streams : {false, true}) {
            const std::string path = fresh_trace(cell);
            co_await check(path, blocks, streams);
            EXPECT_TRUE(take_trace(path)) << "the child's clean-up did not run";
        }
    }
}

ACTOR_TEST_P(Contexts, ABlockThatEndsInOrderGivesTheResultOrSaysWhoCancelled) {
    auto check = [this](std::string path, bool blocks, bool streams) -> Task<void> {
        auto use = [&](const Portal& child) {
            return use_context(child, BlockEnding::in_order, path, blocks, streams);
        };
        const auto errors = co_await errors_with_child(use);
        EXPECT_THAT(errors, SizeIs(blocks ? 1 : 0));
        if (blocks) {
            EXPECT_TRUE(only_error<ContextCancelled>(errors).has_value());
        }
    };
    co_await for_each_use(cell(), check);
}

ACTOR_TEST_P(Contexts, AnErrorOfTheParentIsItsErrorAndCancelsTheChild) {
    auto check = [this](std::string path, bool blocks, bool streams) -> Task<void> {
        auto use = [&](const Portal& child) {
            return use_context(child, BlockEnding::error, path, blocks, streams);
        };
        EXPECT_TRUE(only_error<std::length_error>(co_await errors_with_child(use)).has_value());
    };
    co_await for_each_use(cell(), check);
}

// The interrupt is the whole tree's: a root for each.
TEST_P(Contexts, AnInterruptCancelsTheChild) {
    for (const bool blocks : {false, true}) {
        for (const bool streams : {false, true}) {
            const std::string path = fresh_trace(cell());
            auto body = [&]() -> Task<void> {
                auto nursery = co_await open_nursery();
                const Portal child = co_await nursery.start_actor("child");
                co_await use_context(child, BlockEnding::interrupt, path, blocks, streams);
            };
            EXPECT_THROW(actor::run_root(tree_options(), body), actor::Interrupted);
            EXPECT_TRUE(take_trace(path)) << "the child's clean-up did not run";
        }
    }
}

// Rule 15.

ACTOR_TEST_P(Contexts, ACancellationOfOnesOwnIsAbsorbed) {
    const std::string path = fresh_trace(cell());
    bool went_on = false;
    auto use = [&](const Portal& child) -> Task<void> {
        auto block = [&]() -> Task<void> {
            auto context = co_await child.open_context<&leaves_a_trace>(path, true);
            context.cancel();
            co_await sleep_forever();
        };
        co_await block();
        went_on = true;
    };
    EXPECT_THAT(co_await errors_with_child(use), SizeIs(0));
    EXPECT_TRUE(went_on);
    EXPECT_TRUE(take_trace(path));
}

ACTOR_TEST_P(Contexts, ACancelledActorIsRaisedWithItsCanceller) {
    const std::string path = fresh_trace(cell());
    auto use = [&](const Portal& child) -> Task<void> {
        auto context = co_await child.open_context<&leaves_a_trace>(path, true);
        co_await child.cancel_actor();
        co_await sleep_forever();
    };
    const auto error = only_error<ContextCancelled>(co_await errors_with_child(use));
    CO_ASSERT_TRUE(error.has_value());
    EXPECT_EQ(error->canceller(), Actor::current().identity());
    EXPECT_EQ(error->data().actor.name, "child");
    EXPECT_TRUE(take_trace(path));
}

INSTANTIATE_BACKEND_MATRIX(Contexts);

}  // namespace
}  // namespace hangar::rules
