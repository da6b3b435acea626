// SPDX-License-Identifier: Apache-2.0
// Rule 35: that children come up and answer, and that an orphan does not stay.
#include <signal.h>

#include <hangar/backends/actor/options.hpp>
#include <hangar/diag/os/pidfd.hpp>
#include <hangar/suites/rules/actors.hpp>
#include <hangar/suites/rules/rule_suite.hpp>

namespace hangar::rules {
namespace {

class Spawning : public RuleSuite {};

ACTOR_TEST_P(Spawning, AChildAnswers) {
    auto nursery = co_await open_nursery();
    const Portal child = co_await nursery.start_actor("child");
    EXPECT_EQ(co_await child.run<&add>(1, 2), 3);
    EXPECT_EQ(child.identity().name, "child");
    EXPECT_EQ(child.identity().backend, cell().backend);
}

ACTOR_TEST_P(Spawning, AChildLivesInAProcessOfItsOwnUnlessItIsAThread) {
    auto nursery = co_await open_nursery();
    const Portal child = co_await nursery.start_actor("child");
    const os::ProcessId process = co_await child.run<&own_process>();
    EXPECT_EQ(process != os::this_process(), lives_elsewhere());
    EXPECT_EQ(process, child.identity().process);
}

ACTOR_TEST_P(Spawning, AOneShotGivesItsResultAndEnds) {
    auto nursery = co_await open_nursery();
    const auto shot = co_await nursery.run_in_actor<&add>("one-shot", 20, 22);
    EXPECT_EQ(co_await shot.result(), 42);
}

ACTOR_TEST_P(Spawning, ChildrenOfOneNameAreTold) {
    auto nursery = co_await open_nursery();
    const Portal first = co_await nursery.start_actor("twin");
    const Portal second = co_await nursery.start_actor("twin");
    EXPECT_NE(first.identity().uuid, second.identity().uuid);
    EXPECT_EQ(co_await first.run<&add>(1, 1), co_await second.run<&add>(1, 1));
}

ACTOR_TEST_P(Spawning, AGrandchildEndsWithItsParent) {
    os::ProcessId grandchild;
    auto block = [&]() -> Task<void> {
        auto nursery = co_await open_nursery();
        const Portal child = co_await nursery.start_actor("child");
        grandchild = co_await child.run<&start_serving_child>();
    };
    co_await block();
    // A host stays, warm, until the tree is gone: RuleSuite looks for it then.
    EXPECT_TRUE(!has_own_processes() || ends_within(grandchild, 5s));
}

// Whose SIGINT ends an orphan's tree.
class Orphans : public RuleSuite {
  protected:
    Orphans() { expect_orphans(); }
    [[nodiscard]] actor::TreeOptions tree_options() const override {
        actor::TreeOptions options = RuleSuite::tree_options();
        options.interrupt_mode = actor::InterruptMode::runtime;
        return options;
    }
};

void send(const os::ProcessId& process, int signal) {
    // An orphan may be quicker than we: then there is nobody to tell.
    if (const auto handle = os::Pidfd::open(process)) static_cast<void>(handle->signal(signal));
}

ACTOR_TEST_P(Orphans, AnOrphanThatIsInterruptedEnds) {
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
HANGAR_SKIP_ON(Orphans, AnOrphanThatIsInterruptedEnds, "thread,hosted",
               "a thread is never an orphan alone, and a signal is its process's: there a cancel "
               "request stands for SIGINT");

INSTANTIATE_BACKEND_MATRIX(Spawning);
INSTANTIATE_BACKEND_MATRIX(Orphans);

}  // namespace
}  // namespace hangar::rules
