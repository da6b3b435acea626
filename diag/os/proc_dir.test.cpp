// SPDX-License-Identifier: Apache-2.0
#include <unistd.h>

#include <cerrno>
#include <hangar/diag/os/child.test.hpp>
#include <hangar/diag/os/matchers.test.hpp>
#include <hangar/diag/os/proc_dir.hpp>

namespace hangar::os {
namespace {

using testing::Contains;

TEST(ProcDirTest, ReadsAFileOfAnySize) {
    const auto self = ProcDir::open(::getpid());
    ASSERT_THAT(self, Succeeds());
    EXPECT_GT(self->read("maps")->size(), 4096U);
    EXPECT_THAT(self->read("maps", 100), FailsWith(EFBIG));
}

TEST(ProcDirTest, ReadsLinksAndFolders) {
    const auto self = ProcDir::open(::getpid());
    const auto pipe = make_pipe();
    EXPECT_THAT(*self->numbers("fd"), Contains(pipe->first.get()));
    EXPECT_THAT(*self->link("fd/" + std::to_string(pipe->first.get())),
                testing::StartsWith("pipe:["));
    EXPECT_THAT(*self->numbers("task"), Contains(::getpid()));
    EXPECT_THAT(*self->link("exe"), testing::EndsWith("diag_os_test"));
}

TEST(ProcDirTest, OpensAThread) {
    const auto thread = ProcDir::open(::getpid())->task(::getpid());
    ASSERT_THAT(thread, Succeeds());
    EXPECT_THAT(thread->read("comm"), Succeeds());
    EXPECT_THAT(ProcDir::open(::getpid())->task(1), FailsWith(ENOENT));
}

TEST(ProcDirTest, StaysWithItsProcess) {
    TestChild child;
    const auto dir = ProcDir::open(child.id());
    ASSERT_THAT(dir, Succeeds());
    child.release();
    static_cast<void>(child.wait());
    for (const auto* name : {"stat", "status", "maps", "cmdline"}) {
        const auto text = dir->read(name);
        ASSERT_FALSE(text) << name;
        EXPECT_TRUE(is_gone(text.error())) << text.error().message();
    }
    EXPECT_TRUE(is_gone(dir->link("exe").error()));
    EXPECT_TRUE(is_gone(dir->numbers("fd").error()));
    EXPECT_TRUE(is_gone(dir->task(child.id().pid).error()));
    EXPECT_THAT(ProcDir::open(child.id()), FailsWith(ESRCH));
}

TEST(ProcDirTest, RefusesARecycledPid) {
    const ProcessId earlier{::getpid(), this_process().start_time - 1};
    EXPECT_THAT(ProcDir::open(earlier), FailsWith(ESRCH));
}

TEST(ProcDirTest, RefusesWhatIsNoPid) {
    for (const pid_t pid : {0, -1, 4'194'305}) EXPECT_THAT(ProcDir::open(pid), FailsWith(ESRCH));
}

TEST(ProcDirTest, FollowsLinksToRegularFilesOnly) {
    const auto self = ProcDir::open(::getpid());
    EXPECT_THAT(self->follow("exe"), Succeeds());
    EXPECT_THAT(self->follow("cwd"), FailsWith(EINVAL));
    EXPECT_THAT(self->follow_in_root(*self->link("exe")), Succeeds());
    EXPECT_THAT(self->follow_in_root("/no-such-file"), FailsWith(ENOENT));
    const auto pipe = make_pipe();
    EXPECT_THAT(self->follow("fd/" + std::to_string(pipe->first.get())), FailsWith(EINVAL));
}

TEST(ProcDirTest, ErrorsNameTheFile) {
    const auto self = ProcDir::open(::getpid());
    EXPECT_EQ(self->read("no-such-file").error(),
              (Error{ENOENT, "open", self->path() + "/no-such-file"}));
}

TEST(ProcDirTest, FailsWithoutAFreeDescriptor) {
    const auto self = ProcDir::open(::getpid());
    EXPECT_THAT(without_free_fd([&] { return ProcDir::open(::getpid()); }), FailsWith(EMFILE));
    EXPECT_THAT(without_free_fd([&] { return self->read("stat"); }), FailsWith(EMFILE));
    EXPECT_THAT(without_free_fd([&] { return self->numbers("fd"); }), FailsWith(EMFILE));
    EXPECT_THAT(without_free_fd([&] { return self->link("exe"); }), Succeeds());
}

TEST(ReadProcFileTest, ReadsWhatBelongsToNoProcess) {
    EXPECT_THAT(read_proc_file("/proc/uptime"), Succeeds());
    EXPECT_THAT(read_proc_file("/proc/no-such-file"), FailsWith(ENOENT));
}

}  // namespace
}  // namespace hangar::os
