// SPDX-License-Identifier: Apache-2.0
// Rules 7, 11, 12, 19 and 20: streams that never end, that break, and that overflow.
#include <hangar/backends/runtime/race.hpp>
#include <hangar/suites/rules/actors.hpp>
#include <hangar/suites/rules/rule_suite.hpp>

namespace hangar::rules {
namespace {

using testing::SizeIs;

class Streams : public RuleSuite {};

Task<void> sends_for_ever(Callee<void, int> caller) {
    co_await caller.started();
    const auto stream = caller.open_stream();
    for (int i = 0;; ++i) co_await stream.send(i);
}

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

// Rules 19 and 20. A side that does not let the other wait fails the context when it overflows.

StreamOptions end_of(bool lets_wait) {
    return StreamOptions(lets_wait ? Overrun::wait : Overrun::fail, 8);
}

enum class Side { parent, child };
constexpr Side last_enumerator(Side) {
    return Side::child;
}

Task<void> never_receives(Callee<void, int> caller) {
    co_await caller.started(end_of(false));
    co_await sleep_forever();
}

ACTOR_TEST_P(Streams, AParentThatOverrunsAChildWithoutAStreamIsAnError) {
    auto block = []() -> Task<void> {
        auto nursery = co_await open_nursery();
        const Portal child = co_await nursery.start_actor("child");
        auto context = co_await child.open_context<&never_receives>();
        const auto stream = context.open_stream();
        for (int i = 0;; ++i) co_await stream.send(i);
    };
    const auto errors = remote_errors(co_await errors_of_body(block));
    CO_ASSERT_THAT(errors, SizeIs(1));
    EXPECT_TRUE(errors[0].boxes<StreamOverrun>());
}

ACTOR_TEST_P(Streams, AChildThatOverrunsAParentWithoutAStreamIsAnError) {
    auto block = []() -> Task<void> {
        auto nursery = co_await open_nursery();
        const Portal child = co_await nursery.start_actor("child");
        auto context = co_await child.open_context_with<&sends_for_ever>(end_of(false));
        co_await sleep_forever();
    };
    const auto errors = co_await errors_of_body(block);
    CO_ASSERT_THAT(errors, SizeIs(1));
    EXPECT_THROW(std::rethrow_exception(errors.front()), StreamOverrun);
}

constexpr int many = 100;

// The slow side receives, the other sends. One that does not let the other wait does not get to it.
template <class S>
Task<void> exchange(S stream, bool is_slow, bool lets_wait) {
    if (!is_slow) {
        for (int i = 0; i < many; ++i) co_await stream.send(i);
        stream.finish_sending();
        co_return;
    }
    if (!lets_wait) co_await sleep_forever();
    for (int i = 0;; ++i) {
        if (i < 20) co_await sleep_for(1ms);
        const auto value = co_await stream.receive();
        if (!value) co_return;
    }
}

Task<void> exchanges(Callee<void, int> caller, Side slow, bool lets_wait, bool stays) {
    co_await caller.started(end_of(lets_wait));
    co_await exchange(caller.open_stream(), slow == Side::child, lets_wait);
    if (stays) co_await sleep_forever();
}

struct Overflow {
    bool parent_lets_wait = false;
    bool child_lets_wait = false;
    Side slow = Side::parent;
    bool cancels = false;  // the context, by the parent, when all has gone well

    [[nodiscard]] bool is_allowed() const {
        return slow == Side::parent ? parent_lets_wait : child_lets_wait;
    }
};

Task<void> overflow(Overflow how) {
    auto nursery = co_await open_nursery();
    const Portal child = co_await nursery.start_actor("child");
    auto context = co_await child.open_context_with<&exchanges>(
        end_of(how.parent_lets_wait), how.slow, how.child_lets_wait, how.cancels);
    co_await exchange(context.open_stream(), how.slow == Side::parent, how.parent_lets_wait);
    if (how.cancels && how.is_allowed()) context.cancel();
    co_await context.result();
}

bool is_overrun(const std::exception_ptr& error) {
    try {
        std::rethrow_exception(error);
    } catch (const StreamOverrun&) {
        return true;
    } catch (const RemoteError& e) {
        return e.boxes<StreamOverrun>();
    } catch (...) {
        return false;
    }
}

Task<void> expect_overruns(bool parent_lets_wait, bool child_lets_wait) {
    for (const Side slow : {Side::parent, Side::child}) {
        for (const bool cancels : {false, true}) {
            const Overflow how{parent_lets_wait, child_lets_wait, slow, cancels};
            auto body = [&] { return overflow(how); };
            const auto errors = co_await errors_of_body(body);
            EXPECT_THAT(errors, SizeIs(how.is_allowed() ? 0 : 1));
            for (const auto& error : errors) {
                EXPECT_TRUE(is_overrun(error)) << runtime::describe(error);
            }
        }
    }
}

ACTOR_TEST_P(Streams, OverrunsAreErrorsWhereNoSideLetsWait) {
    co_await expect_overruns(false, false);
}
ACTOR_TEST_P(Streams, OverrunsOfTheParentAreAllowedWhereItLetsWait) {
    co_await expect_overruns(true, false);
}
ACTOR_TEST_P(Streams, OverrunsOfTheChildAreAllowedWhereItLetsWait) {
    co_await expect_overruns(false, true);
}
ACTOR_TEST_P(Streams, OverrunsAreAllowedWhereBothSidesLetWait) {
    co_await expect_overruns(true, true);
}

INSTANTIATE_BACKEND_MATRIX(Streams);

}  // namespace
}  // namespace hangar::rules
