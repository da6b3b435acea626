// SPDX-License-Identifier: Apache-2.0
#include <fcntl.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/inotify.h>
#include <sys/timerfd.h>
#include <unistd.h>

#include <algorithm>
#include <hangar/diag/os/child.test.hpp>
#include <hangar/diag/os/matchers.test.hpp>
#include <hangar/diag/os/proc_fds.hpp>
#include <hangar/diag/os/signals.hpp>

namespace hangar::os {
namespace {

using testing::IsEmpty;

FdTarget target_of(int number) {
    const auto open = read_fds(*ProcDir::open(::getpid())).value();
    const auto found = std::ranges::find(open, number, &OpenFd::number);
    EXPECT_NE(found, open.end()) << number;
    return found == open.end() ? FdTarget{} : found->target;
}

TEST(ParseFdTargetTest, KnowsTheKernelsNames) {
    EXPECT_EQ(parse_fd_target("pipe:[4711]"), (FdTarget{FdKind::pipe, 4711, "pipe:[4711]"}));
    EXPECT_EQ(parse_fd_target("socket:[12]"), (FdTarget{FdKind::socket, 12, "socket:[12]"}));
    EXPECT_EQ(parse_fd_target("anon_inode:[eventpoll]").kind, FdKind::epoll);
    EXPECT_EQ(parse_fd_target("anon_inode:inotify").kind, FdKind::inotify);
    EXPECT_EQ(parse_fd_target("anon_inode:[pidfd]").kind, FdKind::pidfd);
    EXPECT_EQ(parse_fd_target("pidfd:[99]").kind, FdKind::pidfd);  // since Linux 6.9
    EXPECT_EQ(parse_fd_target("/memfd:x (deleted)").kind, FdKind::memfd);
    EXPECT_EQ(parse_fd_target("/dev/null").kind, FdKind::file);
}

TEST(ParseFdTargetTest, AnythingElseIsOther) {
    for (const auto* link : {"", ":", "pipe", "pipe:", "pipe:[", "pipe:[]", "pipe:[x]", "pipe:4711",
                             "anon_inode:", "anon_inode:[new]"})
        EXPECT_EQ(parse_fd_target(link), (FdTarget{FdKind::other, 0, link})) << link;
}

TEST(ParseFdTargetTest, ANamespaceKeepsItsNumber) {
    EXPECT_EQ(parse_fd_target("mnt:[4026531841]"),
              (FdTarget{FdKind::other, 4026531841, "mnt:[4026531841]"}));
}

TEST(ReadFdsTest, TellsWhatEachIsOpenOn) {
    const auto pipe = make_pipe();
    const auto sockets = make_socketpair();
    const auto memory = make_capture_file("capture");
    const auto null = open_file(AT_FDCWD, "/dev/null", O_RDONLY);
    const auto signals = make_signalfd({SIGUSR1});
    const auto self = Pidfd::open(this_process());
    const Fd epoll(::epoll_create1(EPOLL_CLOEXEC));
    const Fd event(::eventfd(0, EFD_CLOEXEC));
    const Fd timer(::timerfd_create(CLOCK_MONOTONIC, TFD_CLOEXEC));
    const Fd inotify(::inotify_init1(IN_CLOEXEC));

    EXPECT_EQ(target_of(pipe->first.get()).kind, FdKind::pipe);
    EXPECT_EQ(target_of(pipe->first.get()), target_of(pipe->second.get()));
    EXPECT_EQ(target_of(sockets->first.get()).kind, FdKind::socket);
    EXPECT_NE(target_of(sockets->first.get()).inode, target_of(sockets->second.get()).inode);
    EXPECT_EQ(target_of(memory->get()).kind, FdKind::memfd);
    EXPECT_EQ(target_of(null->get()), (FdTarget{FdKind::file, 0, "/dev/null"}));
    EXPECT_EQ(target_of(signals->get()).kind, FdKind::signalfd);
    EXPECT_EQ(target_of(self->fd()).kind, FdKind::pidfd);
    EXPECT_EQ(target_of(epoll.get()).kind, FdKind::epoll);
    EXPECT_EQ(target_of(event.get()).kind, FdKind::eventfd);
    EXPECT_EQ(target_of(timer.get()).kind, FdKind::timerfd);
    EXPECT_EQ(target_of(inotify.get()).kind, FdKind::inotify);
}

TEST(ReadFdsTest, AZombieHasNone) {
    TestChild child;
    child.release();
    ASSERT_EQ(*child.handle().wait_exit(soon()), true);
    EXPECT_THAT(*read_fds(*ProcDir::open(child.id())), IsEmpty());
}

TEST(ReadFdsTest, AscendsAndSeesAChildsOwn) {
    const auto pipe = make_pipe();
    const TestChild child;
    const auto open = read_fds(*ProcDir::open(child.id()));
    ASSERT_THAT(open, Succeeds());
    EXPECT_TRUE(std::ranges::is_sorted(*open, {}, &OpenFd::number));
    EXPECT_EQ(std::ranges::count(*open, target_of(pipe->first.get()), &OpenFd::target), 2);
}

}  // namespace
}  // namespace hangar::os
