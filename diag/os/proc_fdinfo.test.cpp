// SPDX-License-Identifier: Apache-2.0
#include <fcntl.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/file.h>
#include <sys/inotify.h>
#include <sys/socket.h>
#include <sys/timerfd.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <hangar/diag/os/child.test.hpp>
#include <hangar/diag/os/files.hpp>
#include <hangar/diag/os/matchers.test.hpp>
#include <hangar/diag/os/message_socket.hpp>
#include <hangar/diag/os/proc_fdinfo.hpp>
#include <hangar/diag/os/temp_dir.test.hpp>

namespace hangar::os {
namespace {

using namespace std::chrono_literals;
using testing::ElementsAre;
using testing::SizeIs;

FdInfo info_of(int fd) {
    return read_fdinfo(*ProcDir::open(::getpid()), fd).value();
}

TEST(ParseFdinfoTest, ReadsWhatAllHave) {
    const auto info = parse_fdinfo("pos:\t12\nflags:\t0100002\nmnt_id:\t15\nino:\t4711\n");
    ASSERT_TRUE(info);
    EXPECT_EQ(info->position, 12U);
    EXPECT_EQ(info->flags, 0100002U);
    EXPECT_EQ(info->mount_id, 15);
    EXPECT_EQ(info->inode, 4711U);
}

TEST(ParseFdinfoTest, PassesOverWhatIsNotAsItShouldBe) {
    const auto info = parse_fdinfo(
        "flags:\t02\nlock:\trubbish\ntfd: x events: 1\nPid\nit_value: (\nit_interval: 1, 2\n"
        "eventfd-count:\nsigmask:\tzz\nunknown: 1\n:\n");
    ASSERT_TRUE(info);
    EXPECT_THAT(info->locks, SizeIs(0));
    EXPECT_THAT(info->epoll, SizeIs(0));
    EXPECT_EQ(info->timerfd->left, 0ns);
}

TEST(ParseFdinfoTest, RefusesWhatIsNone) {
    for (const auto* text : {"", "pos:\t0\n", "flags:\n", "flags:\tx\n"})
        EXPECT_FALSE(parse_fdinfo(text)) << text;
}

TEST(ParseFdinfoTest, ATimeThatDoesNotFitIsCut) {
    const auto info = parse_fdinfo(
        "flags:\t02\nit_value: (9223372036854775807, 999999999999)\nit_interval: (-5, -1)\n");
    EXPECT_EQ(info->timerfd->left, 1'000'000'000s + 999'999'999ns);
    EXPECT_EQ(info->timerfd->interval, 0ns);
}

TEST(ParseFdinfoTest, ReadsATerminalMastersNumber) {
    EXPECT_EQ(parse_fdinfo("flags:\t02\ntty-index:\t7\n")->tty_index, 7);
    EXPECT_EQ(parse_fdinfo("flags:\t02\n")->tty_index, std::nullopt);
}

TEST(ReadFdinfoTest, TellsTheEndsOfAPipeApart) {
    const auto pipe = make_pipe();
    EXPECT_EQ(info_of(pipe->first.get()).flags & O_ACCMODE, unsigned{O_RDONLY});
    EXPECT_EQ(info_of(pipe->second.get()).flags & O_ACCMODE, unsigned{O_WRONLY});
    EXPECT_EQ(info_of(pipe->first.get()).inode, info_of(pipe->second.get()).inode);
}

TEST(ReadFdinfoTest, ReadsTheRowsOfAnEpoll) {
    const Fd epoll(::epoll_create1(EPOLL_CLOEXEC));
    const auto pipe = make_pipe();
    epoll_event event{};
    event.events = EPOLLIN | EPOLLET;
    event.data.u64 = 0xfeed;
    ASSERT_EQ(::epoll_ctl(epoll.get(), EPOLL_CTL_ADD, pipe->first.get(), &event), 0);
    const auto info = info_of(epoll.get());
    ASSERT_THAT(info.epoll, SizeIs(1));
    EXPECT_EQ(info.epoll[0].fd, pipe->first.get());
    EXPECT_EQ(info.epoll[0].events & EPOLLET, unsigned{EPOLLET});
    EXPECT_EQ(info.epoll[0].data, 0xfeedU);
    EXPECT_EQ(info.epoll[0].inode, info_of(pipe->first.get()).inode);
}

TEST(ReadFdinfoTest, ReadsAnEventfd) {
    const Fd event(::eventfd(0x1234, EFD_CLOEXEC));
    const auto info = info_of(event.get());
    ASSERT_TRUE(info.eventfd);
    EXPECT_EQ(info.eventfd->count, 0x1234U);
}

TEST(ReadFdinfoTest, ReadsATimerfd) {
    const Fd timer(::timerfd_create(CLOCK_MONOTONIC, TFD_CLOEXEC));
    const itimerspec spec{{7, 5}, {1000, 0}};
    ASSERT_EQ(::timerfd_settime(timer.get(), 0, &spec, nullptr), 0);
    const auto info = info_of(timer.get());
    ASSERT_TRUE(info.timerfd);
    EXPECT_EQ(info.timerfd->clock, CLOCK_MONOTONIC);
    EXPECT_EQ(info.timerfd->interval, 7s + 5ns);
    EXPECT_LE(info.timerfd->left, 1000s);
    EXPECT_GT(info.timerfd->left, 900s);
    EXPECT_EQ(info.timerfd->ticks, 0U);
}

TEST(ReadFdinfoTest, ReadsASignalfdAndAPidfd) {
    const auto signals = make_signalfd({SIGUSR1, SIGUSR2});
    ASSERT_TRUE(info_of(signals->get()).signalfd);
    EXPECT_THAT(info_of(signals->get()).signalfd->list(), ElementsAre(SIGUSR1, SIGUSR2));
    TestChild child;
    EXPECT_EQ(info_of(child.handle().fd()).pidfd, child.id().pid);
    child.release();
    static_cast<void>(child.wait());
    EXPECT_EQ(info_of(child.handle().fd()).pidfd, -1);
}

TEST(ReadFdinfoTest, ReadsInotifyWatches) {
    const Fd inotify(::inotify_init1(IN_CLOEXEC));
    const int watch = ::inotify_add_watch(inotify.get(), "/tmp", IN_CREATE);
    EXPECT_THAT(info_of(inotify.get()).inotify_watches, ElementsAre(watch));
}

TEST(ReadFdinfoTest, TellsTheTrueHolderOfALock) {
    const TempDir dir;
    const auto file = create_exclusive(dir.fd(), "lock");
    EXPECT_THAT(info_of(file->get()).locks, SizeIs(0));
    ASSERT_EQ(::flock(file->get(), LOCK_EX), 0);
    const auto info = info_of(file->get());
    ASSERT_THAT(info.locks, SizeIs(1));
    EXPECT_EQ(info.locks[0].type, "FLOCK");
    EXPECT_TRUE(info.locks[0].write);
}

TEST(ReadFdinfoTest, SeesDescriptorsInFlight) {
    const auto sockets = make_socketpair();
    ASSERT_TRUE(send_message(sockets->first.get(), "x", std::array{STDIN_FILENO}));
    EXPECT_EQ(info_of(sockets->second.get()).descriptors_in_flight, 1U);
    EXPECT_EQ(info_of(sockets->first.get()).descriptors_in_flight, 0U);
}

TEST(ReadFdinfoTest, AClosedDescriptorHasNone) {
    EXPECT_THAT(read_fdinfo(*ProcDir::open(::getpid()), 9999), FailsWith(ENOENT));
}

}  // namespace
}  // namespace hangar::os
