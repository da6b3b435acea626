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
    World::descriptor(world.reader, 5, FdKind::other, 0).target = "anon_inode:[io_uring]";
    const auto diagnosis = world.diagnose();
    EXPECT_TRUE(diagnosis.verdicts.empty()) << text_of(diagnosis);
}

}  // namespace
}  // namespace hangar::waitgraph
