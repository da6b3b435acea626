// SPDX-License-Identifier: Apache-2.0
#include <fcntl.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <hangar/diag/os/child.test.hpp>
#include <hangar/diag/os/fd.hpp>
#include <hangar/diag/os/matchers.test.hpp>

namespace hangar::os {
namespace {

using namespace std::chrono_literals;

TEST(ReadTest, ReadsAllOfAPipeUntilItsEnd) {
    auto pipe = make_pipe();
    ASSERT_THAT(write_all(pipe->second.get(), "all of it"), Succeeds());
    pipe->second.reset();
    EXPECT_EQ(*read_all(pipe->first.get()), "all of it");
}

TEST(ReadTest, ReadsMoreThanOneChunk) {
    const auto file = make_capture_file("capture");
    const std::string text(100'000, 'x');
    ASSERT_THAT(write_all(file->get(), text), Succeeds());
    EXPECT_EQ(*read_at(file->get(), 0, 1'000'000), text);
}

TEST(ReadTest, TheLimitIsTheLongestThatIsRead) {
    const auto zeros = open_file(AT_FDCWD, "/dev/zero", O_RDONLY);
    EXPECT_THAT(read_all(zeros->get(), 10'000), FailsWith(EFBIG));
    auto pipe = make_pipe();
    ASSERT_THAT(write_all(pipe->second.get(), "exact"), Succeeds());
    pipe->second.reset();
    EXPECT_EQ(*read_all(pipe->first.get(), 5), "exact");
}

TEST(ReadTest, ReadingAtAnOffsetLeavesTheReadersOwn) {
    const auto file = make_capture_file("capture");
    ASSERT_THAT(write_all(file->get(), "0123456789"), Succeeds());
    const auto before = ::lseek(file->get(), 0, SEEK_CUR);
    EXPECT_EQ(*read_at(file->get(), 3, 4), "3456");
    EXPECT_EQ(*read_at(file->get(), 8, 4), "89");
    EXPECT_EQ(*read_at(file->get(), 50, 4), "");
    EXPECT_EQ(::lseek(file->get(), 0, SEEK_CUR), before);
}

TEST(ReadTest, ErrorsNameTheDescriptor) {
    EXPECT_EQ(read_all(-1).error(), (Error{EBADF, "read", "fd -1"}));
    EXPECT_THAT(read_at(-1, 0, 10), FailsWith(EBADF));
    EXPECT_EQ(write_all(-1, "x").error(), (Error{EBADF, "write", "fd -1"}));
}

TEST(ReadTest, AnEmptyNonblockingPipeIsNoEnd) {
    const auto pipe = make_pipe(true);
    std::byte byte{};
    EXPECT_THAT(read_some(pipe->first.get(), std::span(&byte, 1)), FailsWith(EAGAIN));
}

TEST(WriteTest, WritesMoreThanAPipeHoldsWhileSomeoneReads) {
    const auto pipe = make_pipe();
    const TestChild reader([&](TestParent&) {
        std::array<std::byte, 1000> some{};
        for (std::size_t left = 1'000'000; left > 0;) left -= *read_some(pipe->first.get(), some);
        return 0;
    });
    EXPECT_THAT(write_all(pipe->second.get(), std::string(1'000'000, 'x')), Succeeds());
    EXPECT_TRUE(reader.wait().success());
}

TEST(WaitReadableTest, ComesBackWhenTheDeadlinePassed) {
    const auto pipe = make_pipe();
    EXPECT_EQ(*wait_readable(pipe->first.get(), Deadline::after(5ms)), false);
    EXPECT_EQ(*wait_readable(pipe->first.get(), Deadline::after(0ms)), false);
}

TEST(WaitReadableTest, SeesDataAndTheEnd) {
    auto pipe = make_pipe();
    ASSERT_THAT(write_all(pipe->second.get(), "x"), Succeeds());
    EXPECT_EQ(*wait_readable(pipe->first.get(), soon()), true);
    auto ended = make_pipe();
    ended->second.reset();
    EXPECT_EQ(*wait_readable(ended->first.get(), soon()), true);
}

TEST(WaitWritableTest, SeesAFullPipe) {
    const auto pipe = make_pipe(true);
    EXPECT_EQ(*wait_writable(pipe->second.get(), soon()), true);
    const std::array<std::byte, 4096> page{};
    while (write_some(pipe->second.get(), page)) {
    }
    EXPECT_EQ(*wait_writable(pipe->second.get(), Deadline::after(1ms)), false);
}

TEST(WaitReadableTest, RefusesAClosedDescriptor) {
    auto pipe = make_pipe();
    const int number = pipe->first.get();
    pipe->first.reset();
    EXPECT_THAT(wait_readable(number, soon()), FailsWith(EBADF));
}

}  // namespace
}  // namespace hangar::os
