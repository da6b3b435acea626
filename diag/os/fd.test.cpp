// SPDX-License-Identifier: Apache-2.0
#include <fcntl.h>
#include <sys/mman.h>
#include <unistd.h>

#include <cerrno>
#include <hangar/diag/os/child.test.hpp>
#include <hangar/diag/os/fd.hpp>
#include <hangar/diag/os/matchers.test.hpp>

namespace hangar::os {
namespace {

bool is_open(int fd) {
    return ::fcntl(fd, F_GETFD) >= 0;
}
bool is_inheritable(int fd) {
    return (::fcntl(fd, F_GETFD) & FD_CLOEXEC) == 0;
}
bool is_nonblocking(int fd) {
    return (::fcntl(fd, F_GETFL) & O_NONBLOCK) != 0;
}

TEST(FdTest, ClosesWhatItOwns) {
    int number = -1;
    {
        const auto copy = duplicate(STDIN_FILENO);
        ASSERT_THAT(copy, Succeeds());
        number = copy->get();
        EXPECT_TRUE(is_open(number));
    }
    EXPECT_FALSE(is_open(number));
}

TEST(FdTest, MovesLeaveNothingBehind) {
    auto pipe = make_pipe();
    ASSERT_THAT(pipe, Succeeds());
    const int number = pipe->first.get();
    Fd moved = std::move(pipe->first);
    EXPECT_FALSE(pipe->first);
    EXPECT_EQ(moved.get(), number);
    moved = std::move(pipe->second);
    EXPECT_FALSE(is_open(number));
}

TEST(FdTest, ReleaseGivesItAway) {
    auto copy = duplicate(STDIN_FILENO);
    ASSERT_THAT(copy, Succeeds());
    const Fd owner(copy->release());
    EXPECT_FALSE(*copy);
    EXPECT_TRUE(is_open(owner.get()));
}

TEST(MemoryFileTest, WhoeverReachesItByProcMayCutIt) {
    const auto file = make_memory_file("report");
    ASSERT_THAT(file, Succeeds());
    ASSERT_THAT(write_all(file->get(), "a first attempt"), Succeeds());
    const std::string path = "/proc/self/fd/" + std::to_string(file->get());
    const Fd again(::open(path.c_str(), O_WRONLY | O_TRUNC | O_CLOEXEC));
    ASSERT_TRUE(again);
    ASSERT_THAT(write_all(again.get(), "second"), Succeeds());
    EXPECT_EQ(read_at(file->get(), 0, 100), "second");
}

TEST(FdTest, WhatIsMadeIsCloseOnExec) {
    const auto pipe = make_pipe();
    const auto sockets = make_socketpair();
    const auto copy = duplicate(STDIN_FILENO);
    const auto capture = make_capture_file("capture");
    const auto file = open_file(AT_FDCWD, "/dev/null", O_RDONLY);
    for (const int fd : {pipe->first.get(), pipe->second.get(), sockets->first.get(),
                         sockets->second.get(), copy->get(), capture->get(), file->get()}) {
        EXPECT_TRUE(is_open(fd));
        EXPECT_FALSE(is_inheritable(fd));
        EXPECT_FALSE(is_nonblocking(fd));
    }
}

TEST(FdTest, PipesAndSocketsCanBeNonblocking) {
    const auto pipe = make_pipe(true);
    const auto sockets = make_socketpair(true);
    for (const int fd :
         {pipe->first.get(), pipe->second.get(), sockets->first.get(), sockets->second.get()})
        EXPECT_TRUE(is_nonblocking(fd));
}

TEST(FdTest, FlagsGoBothWays) {
    const auto pipe = make_pipe();
    ASSERT_THAT(set_nonblocking(pipe->first.get()), Succeeds());
    EXPECT_TRUE(is_nonblocking(pipe->first.get()));
    ASSERT_THAT(set_nonblocking(pipe->first.get(), false), Succeeds());
    EXPECT_FALSE(is_nonblocking(pipe->first.get()));
    ASSERT_THAT(set_inheritable(pipe->first.get()), Succeeds());
    EXPECT_TRUE(is_inheritable(pipe->first.get()));
    ASSERT_THAT(set_inheritable(pipe->first.get(), false), Succeeds());
    EXPECT_FALSE(is_inheritable(pipe->first.get()));
}

TEST(FdTest, ReplacingKeepsTheTargetOverExec) {
    const auto pipe = make_pipe();
    const auto target = duplicate(STDIN_FILENO);
    ASSERT_THAT(replace_fd(pipe->second.get(), target->get()), Succeeds());
    EXPECT_TRUE(is_inheritable(target->get()));
    ASSERT_THAT(write_all(target->get(), "x"), Succeeds());
    EXPECT_EQ(*wait_readable(pipe->first.get(), soon()), true);
}

TEST(FdTest, ReplacingADescriptorByItselfMakesItInheritable) {
    const auto copy = duplicate(STDIN_FILENO);
    ASSERT_THAT(replace_fd(copy->get(), copy->get()), Succeeds());
    EXPECT_TRUE(is_inheritable(copy->get()));
}

TEST(FdTest, ErrorsNameTheDescriptor) {
    EXPECT_EQ(duplicate(-1).error(), (Error{EBADF, "dup", "fd -1"}));
    EXPECT_THAT(replace_fd(-1, 0), FailsWith(EBADF));
    EXPECT_THAT(set_nonblocking(-1), FailsWith(EBADF));
    EXPECT_THAT(set_inheritable(-1), FailsWith(EBADF));
}

TEST(FdTest, FailsWithoutAFreeDescriptor) {
    EXPECT_THAT(without_free_fd([&] { return make_pipe(); }), FailsWith(EMFILE));
    EXPECT_THAT(without_free_fd([&] { return make_socketpair(); }), FailsWith(EMFILE));
    EXPECT_THAT(without_free_fd([&] { return duplicate(STDIN_FILENO); }), FailsWith(EMFILE));
    EXPECT_THAT(without_free_fd([&] { return make_capture_file("capture"); }), FailsWith(EMFILE));
    EXPECT_THAT(without_free_fd([&] { return open_file(AT_FDCWD, "/dev/null", O_RDONLY); }),
                FailsWith(EMFILE));
}

TEST(OpenFileTest, ErrorsNameThePath) {
    EXPECT_EQ(open_file(AT_FDCWD, "/nowhere/file", O_RDONLY).error(),
              (Error{ENOENT, "open", "/nowhere/file"}));
}

TEST(OpenFileTest, DoesNotFollowALink) {
    EXPECT_THAT(open_file(AT_FDCWD, "/proc/self/exe", O_RDONLY), FailsWith(ELOOP));
}

TEST(CaptureFileTest, AppendsWhateverTheOffset) {
    const auto file = make_capture_file("capture");
    ASSERT_THAT(write_all(file->get(), "one"), Succeeds());
    ::lseek(file->get(), 0, SEEK_SET);
    ASSERT_THAT(write_all(file->get(), "two"), Succeeds());
    EXPECT_EQ(*read_at(file->get(), 0, 100), "onetwo");
}

TEST(CaptureFileTest, CannotBeShrunkNorUnsealed) {
    const auto file = make_capture_file("capture");
    ASSERT_THAT(write_all(file->get(), "evidence"), Succeeds());
    EXPECT_EQ(::ftruncate(file->get(), 0), -1);
    EXPECT_EQ(errno, EPERM);
    EXPECT_EQ(::fcntl(file->get(), F_ADD_SEALS, F_SEAL_WRITE), -1);
    EXPECT_EQ(*read_at(file->get(), 0, 100), "evidence");
}

}  // namespace
}  // namespace hangar::os
