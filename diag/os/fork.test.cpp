// SPDX-License-Identifier: Apache-2.0
#include <signal.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <hangar/diag/os/child.test.hpp>
#include <hangar/diag/os/fork.hpp>
#include <hangar/diag/os/matchers.test.hpp>

namespace hangar::os {
namespace {

// The child, if there is one, ends at once.
Result<ForkResult> parents_side(Result<ForkResult> fork) {
    if (fork && fork->in_child()) ::_exit(0);
    return fork;
}

TEST(ForkTest, TheParentHoldsTheChildByItsIdentity) {
    auto fork = fork_process();
    ASSERT_THAT(fork, Succeeds());
    if (fork->in_child()) ::_exit(7);
    EXPECT_EQ(*identify(fork->child.id().pid), fork->child.id());
    ASSERT_EQ(*fork->child.wait_exit(soon()), true);
    EXPECT_EQ(*fork->child.collect(), WaitStatus::exited(7));
}

TEST(ForkTest, TheChildMayAllocate) {
    const TestChild child(
        [](TestParent&) { return std::string(100'000, 'x').size() == 0 ? 1 : 0; });
    EXPECT_TRUE(child.wait().success());
}

TEST(ForkTest, LeavesNoChildWithoutAHandle) {
    EXPECT_THAT(without_free_fd([] { return parents_side(fork_process()); }), FailsWith(EMFILE));
    EXPECT_EQ(::waitpid(-1, nullptr, WNOHANG), -1);
    EXPECT_EQ(errno, ECHILD);
}

TEST(CloneTest, TheParentHoldsTheChildByItsIdentity) {
    auto clone = clone_process();
    ASSERT_THAT(clone, Succeeds());
    if (clone->in_child()) ::_exit(7);
    EXPECT_EQ(*identify(clone->child.id().pid), clone->child.id());
    ASSERT_EQ(*clone->child.wait_exit(soon()), true);
    EXPECT_EQ(*clone->child.collect(), WaitStatus::exited(7));
}

TEST(CloneTest, AHelperWithoutExitSignalIsInvisibleToAnOrdinaryWait) {
    auto clone = clone_process(0);
    ASSERT_THAT(clone, Succeeds());
    if (clone->in_child())
        for (;;) ::pause();
    EXPECT_EQ(::waitpid(-1, nullptr, 0), -1);
    EXPECT_EQ(errno, ECHILD);
    ASSERT_THAT(clone->child.signal(SIGKILL), Succeeds());
    ASSERT_EQ(*clone->child.wait_exit(soon()), true);
    EXPECT_EQ(*clone->child.collect(), WaitStatus::signalled(SIGKILL));
}

TEST(CloneTest, FailsWithoutAFreeDescriptor) {
    EXPECT_THAT(without_free_fd([] { return parents_side(clone_process()); }), FailsWith(EMFILE));
}

}  // namespace
}  // namespace hangar::os
