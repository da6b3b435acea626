// SPDX-License-Identifier: Apache-2.0
// Rules 5, 6 and 8: what ends a child that would go on for ever.
#include <signal.h>

#include <hangar/backends/actor/root.hpp>
#include <hangar/suites/rules/actors.hpp>
#include <hangar/suites/rules/rule_suite.hpp>
#include <stdexcept>

namespace hangar::rules {
namespace {

using testing::SizeIs;

class Cancellation : public RuleSuite {};

enum class Failing { the_body, a_one_shot, a_daemon };

// Starts siblings that would never end, then something fails.
Task<void> fail_among(Failing failing, int daemons, int one_shots) {
    auto nursery = co_await open_nursery();
    std::vector<Portal> children;
    for (int i = 0; i < daemons; ++i) children.push_back(co_await nursery.start_actor("daemon"));
    for (int i = 0; i < one_shots; ++i) {
        co_await nursery.run_in_actor<&wait_for_ever>("one-shot");
    }
    switch (failing) {
        case Failing::the_body:
            throw std::out_of_range("the body");
        case Failing::a_one_shot:
            co_await nursery.run_in_actor<&throw_out_of_range>("failing", "a one-shot");
            co_return;
        case Failing::a_daemon:
            co_await children.front().run<&throw_out_of_range>("a daemon");
    }
}

// The siblings are gone by the time the error comes out: RuleSuite looks for processes, and the
// stopwatch for waits that nothing ended.
Task<void> expect_all_cancelled(Failing failing, int daemons, int one_shots) {
    const Stopwatch watch;
    auto body = [&] { return fail_among(failing, daemons, one_shots); };
    const auto errors = co_await errors_of_body(body);
    CO_ASSERT_THAT(errors, SizeIs(1));
    if (failing != Failing::the_body) {
        const auto remote = remote_errors(errors);
        CO_ASSERT_THAT(remote, SizeIs(1));
        EXPECT_TRUE(remote.front().boxes<std::out_of_range>());
    }
    EXPECT_LT(watch.elapsed(), 10s);
}

ACTOR_TEST_P(Cancellation, AnErrorInTheBodyCancelsDaemons) {
    co_await expect_all_cancelled(Failing::the_body, 3, 0);
}
ACTOR_TEST_P(Cancellation, AnErrorInTheBodyCancelsDaemonsAndOneShots) {
    co_await expect_all_cancelled(Failing::the_body, 2, 2);
}
ACTOR_TEST_P(Cancellation, AFailingOneShotCancelsDaemons) {
    co_await expect_all_cancelled(Failing::a_one_shot, 3, 0);
}
ACTOR_TEST_P(Cancellation, AFailingOneShotCancelsDaemonsAndOneShots) {
    co_await expect_all_cancelled(Failing::a_one_shot, 2, 2);
}
ACTOR_TEST_P(Cancellation, AFailingDaemonCancelsDaemons) {
    co_await expect_all_cancelled(Failing::a_daemon, 3, 0);
}
ACTOR_TEST_P(Cancellation, AFailingDaemonCancelsDaemonsAndOneShots) {
    co_await expect_all_cancelled(Failing::a_daemon, 2, 2);
}

ACTOR_TEST_P(Cancellation, ACancelledNurseryCancelsItsOneChild) {
    bool went_on = false;
    auto block = [&]() -> Task<void> {
        auto nursery = co_await open_nursery();
        const Portal child = co_await nursery.start_actor("child");
        nursery.cancel();
        co_await child.run<&wait_for_ever>();
        went_on = true;
    };
    EXPECT_THAT(co_await errors_of_body(block), SizeIs(0));
    EXPECT_FALSE(went_on);
}

// The interrupt is the whole tree's: these tests have a root of their own.
void expect_interrupted(const actor::TreeOptions& options, int children) {
    auto body = [children]() -> Task<void> {
        auto nursery = co_await open_nursery();
        for (int i = 0; i < children; ++i) {
            co_await nursery.run_in_actor<&wait_for_ever>("child" + std::to_string(i));
        }
        ::raise(SIGINT);
        co_await sleep_forever();
    };
    EXPECT_THROW(actor::run_root(options, body), actor::Interrupted);
}

TEST_P(Cancellation, AnInterruptCancelsItsOneChild) {
    expect_interrupted(tree_options(), 1);
}

TEST_P(Cancellation, AnInterruptCancelsThreeChildrenInTwoSeconds) {
    const Stopwatch watch;
    expect_interrupted(tree_options(), 3);
    EXPECT_LT(watch.elapsed(), 2s);
}

INSTANTIATE_BACKEND_MATRIX(Cancellation);

}  // namespace
}  // namespace hangar::rules
