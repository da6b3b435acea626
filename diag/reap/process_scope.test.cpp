// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <signal.h>
#include <unistd.h>

#include <hangar/diag/os/child.test.hpp>
#include <hangar/diag/reap/process_scope.hpp>
#include <hangar/diag/reap/sleeper.test.hpp>

namespace hangar::reap {
namespace {

using testing::AllOf;
using testing::Contains;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::Not;

std::vector<os::ProcessId> asked(const ProcessScope& scope) {
    const auto found = scope();
    if (!found) ADD_FAILURE() << found.error().message();
    return found.value_or(std::vector<os::ProcessId>());
}

RunId run_of(const os::ProcessId& runner) {
    return {runner, 0xABCD};
}

std::string variable(const RunId& id) {
    return "HANGAR_RUN_ID=" + id.text();
}

TEST(ProcessScopeTest, DescendantsAreAllBelowButNoZombie) {
    const os::TestChild parent([](os::TestParent& test) {
        const Sleeper child;
        const auto zombie = os::fork_process();
        if (zombie->in_child()) ::_exit(0);
        static_cast<void>(zombie->child.wait_exit(os::soon()));
        test.ready(std::to_string(child.id().pid));
        test.hold();
        return 0;
    });
    const auto child = os::identify(std::stoi(parent.wait_ready()));
    EXPECT_THAT(asked(descendants(parent.id())), ElementsAre(*child));
    EXPECT_TRUE(os::Pidfd::open(*child)->signal(SIGKILL));  // its parent will not come to it
}

TEST(ProcessScopeTest, WhoIsGoneHasNoDescendants) {
    const os::ProcessId recycled{os::this_process().pid, 1};
    EXPECT_THAT(asked(descendants(recycled)), IsEmpty());
}

TEST(ProcessScopeTest, MembersAreFoundByTagAndByVariableWhereverTheyWent) {
    const auto id = run_of(os::this_process());
    const Sleeper shed({.environment = {}, .tag = id.first_tag() + 1, .daemon = true});
    const Sleeper named({.environment = {variable(id)}, .tag = {}, .daemon = true});
    EXPECT_THAT(asked(members(RunMembership(id.text()))),
                AllOf(Contains(shed.id()), Contains(named.id())));
}

TEST(ProcessScopeTest, WhoOnlyLooksLikeAMemberIsNone) {
    const auto id = run_of(os::this_process());
    const RunId other{id.runner, id.salt + 1};
    const Sleeper stranger;  // the same program, arguments and directory
    const Sleeper other_run({.environment = {variable(other)}, .tag = {}});
    const Sleeper longer({.environment = {variable(id) + "0"}, .tag = {}});
    const Sleeper other_tag({.environment = {}, .tag = os::ProcessTag{1024}});
    EXPECT_THAT(asked(members(RunMembership(id.text()))),
                AllOf(Not(Contains(stranger.id())), Not(Contains(other_run.id())),
                      Not(Contains(longer.id())), Not(Contains(other_tag.id()))));
}

TEST(ProcessScopeTest, ATagGoesBeforeTheVariable) {
    os::TestChild outer;
    const auto id = run_of(os::this_process());
    const RunId inner = run_of(outer.id());
    const Sleeper nested({.environment = {variable(id)}, .tag = inner.first_tag() + 1});
    EXPECT_THAT(asked(members(RunMembership(id.text()))), Not(Contains(nested.id())));
    EXPECT_THAT(asked(members(RunMembership(inner.text()))), Contains(nested.id()));
}

TEST(ProcessScopeTest, ANameThatHangarDidNotGiveIsComparedAsItIs) {
    const Sleeper named({.environment = {"HANGAR_RUN_ID=by hand"}, .tag = {}});
    EXPECT_THAT(asked(members(RunMembership("by hand"))), ElementsAre(named.id()));
    EXPECT_THAT(asked(orphans()), Not(Contains(named.id())));
}

TEST(ProcessScopeTest, OrphansAreWhatRunsThatAreOverHaveLeft) {
    os::TestChild runner;
    const auto id = run_of(runner.id());
    const Sleeper shed({.environment = {}, .tag = id.first_tag() + 1, .daemon = true});
    const Sleeper named({.environment = {variable(id)}, .tag = {}});
    EXPECT_THAT(asked(orphans()), AllOf(Not(Contains(shed.id())), Not(Contains(named.id()))));
    runner.release();
    static_cast<void>(runner.wait());
    EXPECT_THAT(asked(orphans()), AllOf(Contains(shed.id()), Contains(named.id())));
}

}  // namespace
}  // namespace hangar::reap
