// SPDX-License-Identifier: Apache-2.0
// Holders that cannot be seen, or that do not wait although they sleep.
#include <fcntl.h>
#include <gmock/gmock.h>

#include <hangar/diag/waitgraph/world.test.hpp>

namespace hangar::waitgraph {
namespace {

using snapshot::FdKind;
using snapshot::Process;
using snapshot::WaitKind;

// A reader that has a write end of its pipe itself.
struct OwnWriter : World {
    OwnWriter() : reader(process(10)) {
        pipe(7, false);
        descriptor(reader, 3, FdKind::pipe, 7, O_RDONLY);
        descriptor(reader, 4, FdKind::pipe, 7, O_WRONLY);
        on_fd(main_thread(reader), WaitKind::pipe_read, 3);
    }
    Process& reader;
};

TEST(UnseenHolderTest, CountsAsAliveForWhatItMayHold) {
    OwnWriter world;
    EXPECT_EQ(confidence_of(world.diagnose(), Cause::eof_own_writer), proven);
    auto& unseen = world.process(4);
    unseen.in_tree = unseen.fds_known = false;
    unseen.threads[0].settled = false;
    World::descriptor(unseen, -1, FdKind::pipe, 8);
    EXPECT_EQ(confidence_of(world.diagnose(), Cause::eof_own_writer), proven);
    unseen.fds[0].inode = 7;
    EXPECT_TRUE(world.diagnose().verdicts.empty());
}

TEST(SubmittingHolderTest, WritesWhileItSleeps) {
    OwnWriter world;
    auto& ring = World::descriptor(world.reader, 5, FdKind::other, 0);
    for (const char* target : {"anon_inode:[io_uring]", "anon_inode:kvm-vm", "/dev/vhost-net"}) {
        ring.target = target;
        const auto diagnosis = world.diagnose();
        EXPECT_TRUE(diagnosis.verdicts.empty()) << text_of(diagnosis);
    }
    ring.target = "anon_inode:[perf_event]";
    EXPECT_EQ(confidence_of(world.diagnose(), Cause::eof_own_writer), proven);
}

TEST(KernelPostsTest, EndTheWaitForAnEventfd) {
    World world;
    auto& parent = world.process(10);
    auto& child = world.process(20, 10);
    World::descriptor(child, 3, FdKind::eventfd, 0).id = 7;
    World::on_fd(World::main_thread(child), WaitKind::eventfd, 3);
    World::child(World::main_thread(parent), 20);
    EXPECT_EQ(confidence_of(world.diagnose(), Cause::semaphore_unposted), likely);
    child.kernel_posts = true;
    EXPECT_TRUE(world.diagnose().verdicts.empty()) << text_of(world.diagnose());
}

}  // namespace
}  // namespace hangar::waitgraph
