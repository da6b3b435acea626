// SPDX-License-Identifier: Apache-2.0
#include <fcntl.h>
#include <gtest/gtest.h>
#include <poll.h>
#include <sched.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

#include <atomic>
#include <hangar/diag/os/child.test.hpp>
#include <hangar/diag/os/fd_state.hpp>
#include <hangar/diag/os/matchers.test.hpp>
#include <thread>

namespace hangar::os {
namespace {

TEST(PollNowTest, TellsAFullPipeFromOneThatTakesMore) {
    const auto pipe = make_pipe(true);
    ASSERT_THAT(pipe, Succeeds());
    EXPECT_EQ(*poll_now(pipe->second.get(), POLLOUT), POLLOUT);
    EXPECT_EQ(*poll_now(pipe->first.get(), POLLIN), 0);
    const std::string page(4096, 'x');
    while (::write(pipe->second.get(), page.data(), page.size()) > 0) {
    }
    EXPECT_EQ(*poll_now(pipe->second.get(), POLLOUT), 0);
    EXPECT_EQ(*poll_now(pipe->first.get(), POLLIN), POLLIN);
    EXPECT_EQ(*bytes_to_read(pipe->first.get()), *pipe_capacity(pipe->second.get()));
}

TEST(PollNowTest, TellsThatTheOtherEndIsGone) {
    auto pipe = make_pipe();
    ASSERT_THAT(pipe, Succeeds());
    pipe->second.reset();
    EXPECT_EQ(*poll_now(pipe->first.get(), POLLIN) & POLLHUP, POLLHUP);
}

TEST(SocketTimeoutsTest, AreEmptyUntilTheyAreSet) {
    const auto pair = make_socketpair();
    ASSERT_THAT(pair, Succeeds());
    ASSERT_THAT(socket_timeouts(pair->first.get()), Succeeds());
    EXPECT_EQ(socket_timeouts(pair->first.get())->receive, std::nullopt);
    const timeval limit{.tv_sec = 3, .tv_usec = 0};
    ASSERT_EQ(::setsockopt(pair->first.get(), SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof limit), 0);
    EXPECT_EQ(socket_timeouts(pair->first.get())->receive, std::chrono::seconds(3));
    EXPECT_EQ(socket_timeouts(pair->first.get())->send, std::nullopt);
}

TEST(SocketTimeoutsTest, FailsForWhatIsNoSocket) {
    const auto pipe = make_pipe();
    ASSERT_THAT(pipe, Succeeds());
    EXPECT_THAT(socket_timeouts(pipe->first.get()), FailsWith(ENOTSOCK));
    EXPECT_THAT(pipe_capacity(-1), FailsWith(EBADF));
}

TEST(SameOpenFileTest, FollowsADuplicateAcrossAFork) {
    const auto pipe = make_pipe();
    ASSERT_THAT(pipe, Succeeds());
    const TestChild child;
    const pid_t self = ::getpid();
    const pid_t other = child.id().pid;
    const int first = pipe->first.get();
    EXPECT_TRUE(*same_open_file(self, first, other, first));
    EXPECT_FALSE(*same_open_file(self, first, other, pipe->second.get()));
    EXPECT_THAT(same_open_file(self, first, other, 9999), FailsWith(EBADF));
    EXPECT_FALSE(*same_memory(self, other));
    EXPECT_TRUE(*same_memory(self, self));
}

TEST(OrderOpenFilesTest, IsOneOrderInWhicheverProcess) {
    const auto pipe = make_pipe();
    ASSERT_THAT(pipe, Succeeds());
    const TestChild child;
    const pid_t self = ::getpid();
    const pid_t other = child.id().pid;
    const int first = pipe->first.get();
    const int second = pipe->second.get();
    EXPECT_TRUE(*order_open_files(self, first, other, first) == 0);
    const auto here = order_open_files(self, first, self, second);
    ASSERT_THAT(here, Succeeds());
    EXPECT_TRUE(*here != 0);
    EXPECT_TRUE(*order_open_files(other, first, self, second) == *here);
    EXPECT_TRUE((*order_open_files(self, second, other, first) < 0) == (*here > 0));
    EXPECT_THAT(order_open_files(self, first, other, 9999), FailsWith(EBADF));
}

TEST(SameDescriptorsTest, AThreadMayHaveLeftThem) {
    std::atomic<pid_t> tid = 0;
    std::atomic<bool> done = false;
    std::thread loner([&] {
        static_cast<void>(::unshare(CLONE_FILES));
        tid = ::gettid();
        while (!done) std::this_thread::yield();
    });
    while (tid == 0) std::this_thread::yield();
    EXPECT_TRUE(*same_descriptors(::getpid(), ::getpid()));
    EXPECT_FALSE(*same_descriptors(::getpid(), tid));
    done = true;
    loner.join();
}

TEST(EpollRowIsTest, FindsWhoStillKeepsWhatWasAdded) {
    auto pipe = make_pipe();
    ASSERT_THAT(pipe, Succeeds());
    const Fd set(::epoll_create1(EPOLL_CLOEXEC));
    const int added = pipe->first.get();
    epoll_event event{.events = EPOLLIN, .data = {}};
    ASSERT_EQ(::epoll_ctl(set.get(), EPOLL_CTL_ADD, added, &event), 0);
    const pid_t self = ::getpid();
    EXPECT_TRUE(*epoll_row_is(self, set.get(), added, 0, self, added));
    EXPECT_FALSE(*epoll_row_is(self, set.get(), added, 0, self, pipe->second.get()));
    const TestChild child;
    pipe->first.reset();
    EXPECT_TRUE(*epoll_row_is(self, set.get(), added, 0, child.id().pid, added));
    EXPECT_THAT(epoll_row_is(self, set.get(), added + 1, 0, self, 0), FailsWith(ENOENT));
}

}  // namespace
}  // namespace hangar::os
