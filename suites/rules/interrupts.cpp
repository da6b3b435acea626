// SPDX-License-Identifier: Apache-2.0
// Rule 35, of SIGINT: what it is to a child, in both modes, and to an orphan.
#include <signal.h>

#include <hangar/backends/actor/options.hpp>
#include <hangar/backends/actor/root.hpp>
#include <hangar/diag/os/pidfd.hpp>
#include <hangar/suites/rules/actors.hpp>
#include <hangar/suites/rules/rule_suite.hpp>

namespace hangar::rules {
namespace {

using actor::InterruptMode;

class Interrupts : public RuleSuite {
  protected:
    Interrupts() { expect_orphans(); }
    [[nodiscard]] actor::TreeOptions options_in(InterruptMode mode) const {
        actor::TreeOptions options = tree_options();
        options.interrupt_mode = mode;
        options.registry = true;
        return options;
    }
    void interrupt_a_child(InterruptMode mode) const;
    void interrupt_an_orphan(InterruptMode mode) const;
};

void send(const os::ProcessId& process, int signal) {
    // An orphan may be quicker than we: then there is nobody to tell.
    if (const auto handle = os::Pidfd::open(process)) static_cast<void>(handle->signal(signal));
}

// It answers what it is asked after that.
Task<void> send_and_ask() {
    auto nursery = co_await open_nursery();
    const Portal child = co_await nursery.start_actor("child");
    send(child.identity().process, SIGINT);
    for (int i = 0; i < 10; ++i) EXPECT_EQ(co_await child.run<&add>(i, 1), i + 1);
}

void Interrupts::interrupt_a_child(InterruptMode mode) const {
    if (lives_elsewhere()) {
        actor::run_root(options_in(mode), &send_and_ask);
    } else {
        // A signal is its process's: the root's.
        auto body = []() -> Task<void> {
            co_await send_and_ask();
            co_await sleep_forever();
        };
        EXPECT_THROW(actor::run_root(options_in(mode), body), actor::Interrupted);
    }
}

TEST_P(Interrupts, InModeIpcItIsNothingToAChildWhoseParentLives) {
    interrupt_a_child(InterruptMode::ipc);
}
TEST_P(Interrupts, InModeRuntimeItIsNothingToAChildWhoseParentLives) {
    interrupt_a_child(InterruptMode::runtime);
}

Task<void> interrupt_the_child_of_a_killed_one() {
    os::ProcessId grandchild;
    auto block = [&]() -> Task<void> {
        auto nursery = co_await open_nursery();
        const Portal child = co_await nursery.start_actor("child");
        grandchild = co_await child.run<&start_serving_child>();
        send(child.identity().process, SIGKILL);
        co_await sleep_forever();
    };
    const auto errors = co_await errors_of_body(block);
    CO_ASSERT_THAT(errors, testing::SizeIs(1));
    EXPECT_THROW(std::rethrow_exception(errors.front()), ActorDied);
    send(grandchild, SIGINT);
    EXPECT_TRUE(ends_within(grandchild, 6s));
}

Task<void> serve_in_a_context(Callee<> caller) {
    co_await caller.started();
    co_await sleep_forever();
}

// Nobody can kill a thread, or interrupt it: its channel is cut, and it is asked to end.
Task<void> cancel_the_child_of_a_cut_one() {
    auto outer = co_await open_nursery();
    std::optional<Portal> grandchild;
    auto block = [&]() -> Task<void> {
        auto nursery = co_await open_nursery();
        const Portal child = co_await nursery.start_actor("child");
        co_await child.run<&start_serving_child>();
        grandchild.emplace(co_await outer.wait_for_actor("serving"));
        auto context = co_await child.open_context<&serve_in_a_context>();
        context.break_channel();
        co_await sleep_forever();
    };
    const auto errors = co_await errors_of_body(block);
    CO_ASSERT_THAT(errors, testing::SizeIs(1));
    EXPECT_THROW(std::rethrow_exception(errors.front()), ActorDied);
    co_await grandchild->cancel_actor();
    auto ending = [&] { return grandchild->ended(); };
    co_await fail_after(6s, ending);
}

void Interrupts::interrupt_an_orphan(InterruptMode mode) const {
    if (has_own_processes()) {
        actor::run_root(options_in(mode), &interrupt_the_child_of_a_killed_one);
    } else {
        actor::run_root(options_in(mode), &cancel_the_child_of_a_cut_one);
    }
}

TEST_P(Interrupts, InModeRuntimeAnOrphanEnds) {
    interrupt_an_orphan(InterruptMode::runtime);
}
TEST_P(Interrupts, InModeIpcAnOrphanEndsForItsParentsSake) {
    interrupt_an_orphan(InterruptMode::ipc);
}

INSTANTIATE_BACKEND_MATRIX(Interrupts);

}  // namespace
}  // namespace hangar::rules
