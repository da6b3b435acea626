// SPDX-License-Identifier: Apache-2.0
// Rule 35: that children come up and answer. Orphans and SIGINT: interrupts.cpp.
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

INSTANTIATE_BACKEND_MATRIX(Spawning);

}  // namespace
}  // namespace hangar::rules
