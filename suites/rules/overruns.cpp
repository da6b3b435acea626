// SPDX-License-Identifier: Apache-2.0
// Rules 19 and 20: streams that overflow. A side that does not let the other wait fails the context
// when it does.
#include <hangar/suites/rules/actors.hpp>
#include <hangar/suites/rules/rule_suite.hpp>

namespace hangar::rules {
namespace {

using testing::SizeIs;

class Overruns : public RuleSuite {};

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

ACTOR_TEST_P(Overruns, AParentThatOverrunsAChildWithoutAStreamIsAnError) {
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

ACTOR_TEST_P(Overruns, AChildThatOverrunsAParentWithoutAStreamIsAnError) {
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

ACTOR_TEST_P(Overruns, OverrunsAreErrorsWhereNoSideLetsWait) {
    co_await expect_overruns(false, false);
}
ACTOR_TEST_P(Overruns, OverrunsOfTheParentAreAllowedWhereItLetsWait) {
    co_await expect_overruns(true, false);
}
ACTOR_TEST_P(Overruns, OverrunsOfTheChildAreAllowedWhereItLetsWait) {
    co_await expect_overruns(false, true);
}
ACTOR_TEST_P(Overruns, OverrunsAreAllowedWhereBothSidesLetWait) {
    co_await expect_overruns(true, true);
}

INSTANTIATE_BACKEND_MATRIX(Overruns);

}  // namespace
}  // namespace hangar::rules
