// SPDX-License-Identifier: Apache-2.0
// Rules 22 and 27, of a service that has outlived its starter; and of what else a tree has but
// once, or keeps running: the terminal, supervised actors.
#include <signal.h>

#include <hangar/backends/actor/root.hpp>
#include <hangar/suites/rules/actors.hpp>
#include <hangar/suites/rules/rule_suite.hpp>
#include <stdexcept>

namespace hangar::rules {
namespace {

class Services : public RuleSuite {
  protected:
    [[nodiscard]] actor::TreeOptions tree_options() const override {
        actor::TreeOptions options = RuleSuite::tree_options();
        options.registry = true;
        return options;
    }
};

Task<void> start_the_service() {
    static_cast<void>(co_await start_service("service"));
}

Task<void> fail_in_the_service() {
    throw std::out_of_range("of the service");
    co_return;
}

// In an actor between the root and the service.
Task<void> use_the_service() {
    auto nursery = co_await open_nursery();
    const Portal service = co_await nursery.find_actor("service");
    co_await service.run<&fail_in_the_service>();
}

// A starter that has ended by the time this returns.
Task<void> start_and_end_the_starter() {
    auto nursery = co_await open_nursery();
    const Portal starter = co_await nursery.start_actor("starter");
    co_await starter.run<&start_the_service>();
}

ACTOR_TEST_P(Services, AnErrorIsRelayedWithItsSourceAcrossAServiceThatOutlivedItsStarter) {
    co_await start_and_end_the_starter();
    auto nursery = co_await open_nursery();
    const Portal middle = co_await nursery.start_actor("middle");
    std::optional<RemoteError> error;
    try {
        co_await middle.run<&use_the_service>();
    } catch (const RemoteError& e) {
        error.emplace(e);
    }
    CO_ASSERT_TRUE(error.has_value());
    EXPECT_EQ(error->data().actor.name, "middle");
    EXPECT_EQ(error->source().actor.name, "service");
    EXPECT_TRUE(error->boxes<std::out_of_range>());
}

ACTOR_TEST_P(Services, AServiceThatIsEndedIsStruckOff) {
    co_await start_and_end_the_starter();
    const auto listed = co_await query_actor("service");
    CO_ASSERT_THAT(listed, testing::SizeIs(1));
    EXPECT_TRUE(co_await end_service(listed.front()));
    auto until_gone = []() -> Task<void> {
        for (;;) {
            const auto left = co_await query_actor("service");
            if (left.empty()) co_return;
            co_await sleep_for(1ms);
        }
    };
    co_await fail_after(10s, until_gone);
}

// RuleSuite looks whether a process is left.
ACTOR_TEST_P(Services, AServiceEndsWithTheTree) {
    co_await start_and_end_the_starter();
}

Task<void> keep_a_service() {
    co_await start_the_service();
    co_await sleep_forever();
}

TEST_P(Services, AServiceOfARootThatIsKilledDoesNotStay) {
    expect_orphans();
    DaemonOptions apart;
    apart.tree = tree_options();
    Daemon root = Daemon::running<&keep_a_service>(apart);
    os::ProcessId service;
    actor::run_root(root.guest_options(tree_options()), [&]() -> Task<void> {
        auto nursery = co_await open_nursery();
        const Portal found = co_await nursery.wait_for_actor("service");
        service = found.identity().process;
    });
    ASSERT_TRUE(root.process().signal(SIGKILL));
    EXPECT_EQ(root.end(), os::WaitStatus::signalled(SIGKILL));
    EXPECT_TRUE(ends_within(service, 8s));
}

// Of the terminal: one child has it, another waits for it, and is served when the first one dies.

Task<void> use_the_terminal(Callee<> caller) {
    co_await open_terminal();
    co_await caller.started();
    co_await sleep_forever();
}

ACTOR_TEST_P(Services, TheTerminalIsFreeAgainWhenItsHolderHasEnded) {
    auto nursery = co_await open_nursery();
    const Portal first = co_await nursery.start_actor("first");
    const Portal second = co_await nursery.start_actor("second");
    auto hold = [&]() -> Task<void> {
        auto context = co_await first.open_context<&use_the_terminal>();
        co_await first.cancel_actor();
        co_await sleep_forever();
    };
    auto errors = co_await errors_of_body(hold);
    EXPECT_THAT(errors, testing::SizeIs(1)) << "the context was cancelled, and not by its opener";
    auto wait = [&]() -> Task<void> {
        auto context = co_await second.open_context<&use_the_terminal>();
        context.cancel();
    };
    co_await fail_after(10s, wait);
}

class Supervision : public RuleSuite {};

ACTOR_TEST_P(Supervision, ActorsThatEndAreStartedAgainUntilThatIsTooMuch) {
    Supervisor supervisor(Strategy::one_for_all, {2, 60s});
    supervisor.add(actor_child("first"));
    supervisor.add(actor_child_running<&throw_out_of_range>("second", {}, "each time"));
    auto running = [&] { return supervisor.run(); };
    bool exceeded = false;
    try {
        co_await fail_after(25s, running);
    } catch (const RestartsExceeded& e) {
        exceeded = true;
        EXPECT_EQ(e.child(), "second");
        EXPECT_EQ(e.count("second"), 3U);
    }
    EXPECT_TRUE(exceeded);
    EXPECT_EQ(supervisor.restarts("first"), 2U);
}

INSTANTIATE_BACKEND_MATRIX(Services);
INSTANTIATE_BACKEND_MATRIX(Supervision);

}  // namespace
}  // namespace hangar::rules
