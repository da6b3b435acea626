// SPDX-License-Identifier: Apache-2.0
// Contexts and their streams between real actors; what breaks the protocol is in
// context_table.test.cpp.
#include <gmock/gmock.h>

#include <hangar/backends/actor/cells.test.hpp>
#include <hangar/backends/actor/context_error.hpp>
#include <stdexcept>

namespace hangar::actor {
namespace {

using namespace std::chrono_literals;
using runtime::Task;
using testing::HasSubstr;

Task<int> echo(Callee<std::string, int, std::string> caller, int times) {
    co_await caller.started("echo");
    const auto stream = caller.open_stream();
    int seen = 0;
    for (;;) {
        const auto value = co_await stream.receive();
        if (!value) co_return seen;
        ++seen;
        for (int i = 0; i < times; ++i) co_await stream.send(std::to_string(*value));
    }
}

// By this actor: also a thread has its own.
thread_local int items_sent = 0;
int how_many_sent() {
    return items_sent;
}

Task<void> count_for_ever(Callee<void, int> caller) {
    co_await caller.started();
    const auto stream = caller.open_stream();
    for (int i = 0;; ++i) {
        co_await stream.send(i);
        ++items_sent;
    }
}

Task<int> no_stream(Callee<int> caller, int value) {
    co_await caller.started(value);
    co_return value + 1;
}

Task<void> never_starts(Callee<> caller, bool throws) {
    co_await runtime::checkpoint();
    static_cast<void>(caller);
    if (throws) throw std::out_of_range("before it started");
}

// Once it has been sent something.
Task<void> fails_when_asked(Callee<void, int> caller) {
    co_await caller.started();
    const auto stream = caller.open_stream();
    static_cast<void>(co_await stream.receive());
    throw std::domain_error("on purpose");
}

class ContextTest : public ActorTest {
  protected:
    using Body = std::function<Task<void>(const Portal&)>;
    // With a child that is there for the whole body.
    static void with_child(const Body& body) {
        run_root(options(), [&]() -> Task<void> {
            auto nursery = co_await open_nursery();
            const Portal child = co_await nursery.start_actor("child");
            co_await body(child);
        });
    }
};

TEST_P(ContextTest, GivesWhatItStartedWithAndItsResult) {
    with_child([](const Portal& child) -> Task<void> {
        auto context = co_await child.open_context<&no_stream>(41);
        EXPECT_EQ(context.first(), 41);
        EXPECT_EQ(context.actor().name, "child");
        EXPECT_EQ(co_await context.result(), 42);
    });
}

TEST_P(ContextTest, StreamsBothWays) {
    with_child([](const Portal& child) -> Task<void> {
        auto context = co_await child.open_context<&echo>(2);
        EXPECT_EQ(context.first(), "echo");
        const auto stream = context.open_stream();
        for (int i = 0; i < 300; ++i) {
            co_await stream.send(i);
            EXPECT_EQ(co_await stream.receive(), std::to_string(i));
            EXPECT_EQ(co_await stream.receive(), std::to_string(i));
        }
        stream.finish_sending();
        EXPECT_EQ(co_await stream.receive(), std::nullopt);
        EXPECT_EQ(co_await context.result(), 300);
    });
}

TEST_P(ContextTest, ASenderWaitsForRoom) {
    with_child([](const Portal& child) -> Task<void> {
        auto context =
            co_await child.open_context_with<&count_for_ever>(StreamOptions(Overrun::wait, 4));
        const auto stream = context.open_stream();
        int sent = 0;
        while (sent < 4) sent = co_await child.run<&how_many_sent>();
        // Each answer is a turn of its loop, in which it would send more if it could.
        for (int turn = 0; turn < 50; ++turn) sent = co_await child.run<&how_many_sent>();
        EXPECT_EQ(sent, 4);
        for (int i = 0; i < 1000; ++i) EXPECT_EQ(co_await stream.receive(), i);
        EXPECT_EQ(stream.dropped(), 0U);
    });
}

TEST_P(ContextTest, TheOldestGivesWayWhereThatIsThePolicy) {
    with_child([](const Portal& child) -> Task<void> {
        auto context = co_await child.open_context_with<&count_for_ever>(
            StreamOptions(Overrun::drop_oldest, 4));
        const auto stream = context.open_stream();
        int last = -1;
        while (stream.dropped() == 0) {
            const auto value = co_await stream.receive();
            EXPECT_GT(value.value_or(-1), last);
            last = value.value_or(-1);
        }
        context.cancel();
        co_await runtime::checkpoint();
        ADD_FAILURE() << "the block was cancelled";
    });
}

TEST_P(ContextTest, ItsErrorEndsTheBlockWhereverThatIs) {
    with_child([](const Portal& child) -> Task<void> {
        auto block = [&]() -> Task<void> {
            auto context = co_await child.open_context<&fails_when_asked>();
            const auto stream = context.open_stream();
            co_await stream.send(1);
            co_await runtime::sleep_forever();
        };
        std::optional<RemoteError> error;
        try {
            co_await block();
        } catch (const RemoteError& e) {
            error = e;
        }
        EXPECT_TRUE(error && error->boxes<std::domain_error>());
    });
}

TEST_P(ContextTest, WhoWaitsForTheContextIsToldItsErrorAndMayDealWithIt) {
    with_child([](const Portal& child) -> Task<void> {
        bool thrown = false;
        auto block = [&]() -> Task<void> {
            auto context = co_await child.open_context<&fails_when_asked>();
            const auto stream = context.open_stream();
            co_await stream.send(1);
            try {
                static_cast<void>(co_await stream.receive());
            } catch (const RemoteError& e) {
                thrown = e.boxes<std::domain_error>();
            }
        };
        co_await block();
        EXPECT_TRUE(thrown);
    });
}

TEST_P(ContextTest, OneThatEndsWithoutHavingStartedSaysSo) {
    with_child([](const Portal& child) -> Task<void> {
        for (const bool throws : {false, true}) {
            std::optional<RemoteError> error;
            auto block = [&]() -> Task<void> {
                auto context = co_await child.open_context<&never_starts>(throws);
            };
            try {
                co_await block();
            } catch (const RemoteError& e) {
                error = e;
            }
            EXPECT_TRUE(error.has_value());
            if (!error) continue;
            EXPECT_EQ(error->boxes<std::out_of_range>(), throws);
            EXPECT_EQ(error->boxes<ContextError>(), !throws);
        }
    });
}

TEST_P(ContextTest, ACancelledBlockEndsTheFunction) {
    with_child([](const Portal& child) -> Task<void> {
        auto block = [&]() -> Task<void> {
            auto context = co_await child.open_context<&count_for_ever>();
            const auto stream = context.open_stream();
            for (;;) co_await stream.receive();
        };
        const auto before = os::Clock::now();
        const bool ended = co_await runtime::move_on_after(50ms, block);
        EXPECT_FALSE(ended);
        EXPECT_LT(os::Clock::now() - before, 900ms);
    });
}

TEST_P(ContextTest, AnErrorOfTheBodyIsNotHiddenByTheCancellationItCauses) {
    with_child([](const Portal& child) -> Task<void> {
        auto block = [&]() -> Task<void> {
            auto context = co_await child.open_context<&count_for_ever>();
            throw std::length_error("the body's own");
        };
        EXPECT_THROW(co_await block(), std::length_error);
    });
}

TEST_P(ContextTest, AFunctionThatSendsForEverEndsWhenItsCallerLeaves) {
    with_child([](const Portal& child) -> Task<void> {
        auto block = [&]() -> Task<void> {
            auto context = co_await child.open_context<&count_for_ever>();
            const auto stream = context.open_stream();
            EXPECT_EQ(co_await stream.receive(), 0);
        };
        co_await block();
    });
}

TEST_P(ContextTest, ManyAtOnceOverOneChannel) {
    with_child([](const Portal& child) -> Task<void> {
        auto one = [&]() -> Task<void> {
            auto context = co_await child.open_context<&echo>(1);
            const auto stream = context.open_stream();
            for (int i = 0; i < 50; ++i) {
                co_await stream.send(i);
                EXPECT_EQ(co_await stream.receive(), std::to_string(i));
            }
        };
        auto all = [&](runtime::Nursery& tasks) -> Task<void> {
            for (int i = 0; i < 20; ++i) tasks.start_soon(one);
            co_return;
        };
        co_await runtime::with_nursery(std::ref(all));
    });
}

TEST_P(ContextTest, OneThatIsNeverAwaitedLeavesNothing) {
    with_child([](const Portal& child) -> Task<void> {
        { auto never = child.open_context<&no_stream>(1); }
        auto context = co_await child.open_context<&no_stream>(2);
        EXPECT_EQ(co_await context.result(), 3);
    });
}

INSTANTIATE_TEST_SUITE_P(Cells, ContextTest,
                         testing::Combine(testing::ValuesIn(backends_with()),
                                          testing::Values(ipc::Transport::pair, ipc::Transport::uds,
                                                          ipc::Transport::tcp)),
                         cell_name);

}  // namespace
}  // namespace hangar::actor
