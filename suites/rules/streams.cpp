// SPDX-License-Identifier: Apache-2.0
// Rules 7, 11 and 12: streams that never end, and that break.
#include <hangar/backends/runtime/race.hpp>
#include <hangar/suites/rules/actors.hpp>
#include <hangar/suites/rules/rule_suite.hpp>

namespace hangar::rules {
namespace {

using testing::SizeIs;

class Streams : public RuleSuite {};

// Rule 7.
Task<void> consume_for_ever(const Portal& child, Event& flows) {
    auto context = co_await child.open_context<&sends_for_ever>();
    const auto stream = context.open_stream();
    for (;;) {
        const auto item = co_await stream.receive();
        if (item.value_or(-1) > 0) flows.set();
    }
}

// The scope is cancelled as soon as the stream flows, however long its child took to come up.
ACTOR_TEST_P(Streams, CancellingALocalScopeReapsAChildThatStreamsForEver) {
    Event flows;
    Stopwatch since_it_flows;
    auto block = [&]() -> Task<void> {
        auto nursery = co_await open_nursery();
        co_await nursery.run_in_actor<&wait_for_ever>("idle");
        const Portal child = co_await nursery.start_actor("streaming");
        co_await consume_for_ever(child, flows);
    };
    auto until_it_flows = [&]() -> Task<void> {
        auto flowing = flows.wait();
        co_await flowing;
        since_it_flows = Stopwatch();
    };
    EXPECT_EQ(co_await runtime::first_of(block, until_it_flows), 1U);
    EXPECT_LT(since_it_flows.elapsed(), 4s);
}

// Rule 11. Who breaks the channel after how many messages; never: -1.
struct Break {
    int parent = -1;
    int child = -1;
    bool closes_first = false;
};

constexpr int messages = 1000;

Task<void> echoes(Callee<void, int> caller, int breaks_after, bool closes_first) {
    co_await caller.started();
    const auto stream = caller.open_stream();
    for (int count = 0;; ++count) {
        if (count == breaks_after) {
            if (closes_first) stream.close();
            caller.break_channel();
        }
        const auto value = co_await stream.receive();
        if (!value) co_return;
        co_await stream.send(*value);
    }
}

Task<void> stream_until_broken(const Portal& child, Break at) {
    auto context = co_await child.open_context<&echoes>(at.child, at.closes_first);
    const auto stream = context.open_stream();
    for (int i = 0; i < messages; ++i) {
        if (i == at.parent) {
            if (at.closes_first) stream.close();
            context.break_channel();
        }
        co_await stream.send(i);
        const auto echoed = co_await stream.receive();
        if (!echoed) break;
        EXPECT_EQ(*echoed, i);
    }
    stream.finish_sending();
    co_await context.result();
}

// That the actor is gone; or, where its stream was closed before that, that it is.
bool says_lost(const std::exception_ptr& error, bool closed_first) {
    try {
        std::rethrow_exception(error);
    } catch (const ActorDied&) {
        return true;
    } catch (const StreamClosed&) {
        return closed_first;
    } catch (...) {
        return false;
    }
}

// The child is gone by the end of the nursery's block, which says what it lost: RuleSuite looks for
// processes that are left.
Task<void> expect_broken(Break at) {
    for (const bool closes_first : {false, true}) {
        at.closes_first = closes_first;
        const Stopwatch watch;
        auto block = [&]() -> Task<void> {
            auto nursery = co_await open_nursery();
            const Portal child = co_await nursery.start_actor("child");
            co_await stream_until_broken(child, at);
        };
        const auto errors = co_await errors_of_body(block);
        EXPECT_THAT(errors, testing::Not(testing::IsEmpty()));
        for (const auto& error : errors) {
            EXPECT_TRUE(says_lost(error, closes_first)) << runtime::describe(error);
        }
        EXPECT_LT(watch.elapsed(), 6s);
    }
}

ACTOR_TEST_P(Streams, AWholeStreamArrives) {
    auto nursery = co_await open_nursery();
    const Portal child = co_await nursery.start_actor("child");
    co_await stream_until_broken(child, Break());
}
ACTOR_TEST_P(Streams, TheTreeEndsWhenTheParentBreaksTheChannel) {
    const Break at{500, -1};
    co_await expect_broken(at);
}
ACTOR_TEST_P(Streams, TheTreeEndsWhenTheChildBreaksTheChannel) {
    const Break at{-1, 500};
    co_await expect_broken(at);
}
ACTOR_TEST_P(Streams, TheTreeEndsWhenTheParentBreaksTheChannelBeforeTheChildWould) {
    const Break at{500, 800};
    co_await expect_broken(at);
}
ACTOR_TEST_P(Streams, TheTreeEndsWhenTheChildBreaksTheChannelBeforeTheParentWould) {
    const Break at{800, 500};
    co_await expect_broken(at);
}

// Rule 12.

Task<void> breaks_closes_and_stays(Callee<void, int> caller) {
    co_await caller.started();
    const auto stream = caller.open_stream();
    for (int i = 0; i < 10; ++i) co_await stream.send(i);
    caller.break_channel();
    stream.close();
    co_await sleep_forever();
}

ACTOR_TEST_P(Streams, AStreamThatIsClosedRightAfterABreakIsReapedAllTheSame) {
    const Stopwatch watch;
    auto block = []() -> Task<void> {
        auto nursery = co_await open_nursery();
        const Portal child = co_await nursery.start_actor("child");
        auto context = co_await child.open_context<&breaks_closes_and_stays>();
        const auto stream = context.open_stream();
        for (;;) {
            const auto value = co_await stream.receive();
            if (!value) break;
        }
    };
    const auto errors = co_await errors_of_body(block);
    CO_ASSERT_THAT(errors, SizeIs(1));
    EXPECT_THROW(std::rethrow_exception(errors.front()), ActorDied);
    EXPECT_LT(watch.elapsed(), 3s);
}

INSTANTIATE_BACKEND_MATRIX(Streams);

}  // namespace
}  // namespace hangar::rules
