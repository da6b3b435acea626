// SPDX-License-Identifier: Apache-2.0
#include <array>
#include <cerrno>
#include <hangar/diag/os/child.test.hpp>
#include <hangar/diag/os/matchers.test.hpp>
#include <hangar/diag/os/orphans.hpp>

namespace hangar::os {
namespace {

using testing::IsEmpty;

TEST(CollectOrphansTest, LeavesTheRunningAndOurs) {
    const TestChild running;
    const TestChild ours([](TestParent&) { return 3; });
    const TestChild other([](TestParent&) { return 4; });
    for (const auto* ended : {&ours, &other}) ASSERT_EQ(*ended->handle().wait_exit(soon()), true);

    const auto collected = collect_orphans(std::array{ours.id()});
    ASSERT_THAT(collected, Succeeds());
    ASSERT_EQ(collected->size(), 1U);
    EXPECT_EQ(collected->front().id, other.id());
    EXPECT_EQ(collected->front().status, WaitStatus::exited(4));
    EXPECT_EQ(ours.wait(), WaitStatus::exited(3));
    EXPECT_TRUE(is_running(running.id()));
    EXPECT_THAT(*collect_orphans(), IsEmpty());
}

TEST(CollectOrphansTest, FailsWithoutAFreeDescriptor) {
    EXPECT_THAT(without_free_fd([&] { return collect_orphans(); }), FailsWith(EMFILE));
}

}  // namespace
}  // namespace hangar::os
