// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <pthread.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstddef>

#include <hangar/diag/os/fork.hpp>
#include <hangar/diag/os/message_socket.hpp>
#include <hangar/diag/os/proc_children.hpp>
#include <hangar/diag/os/process_setup.hpp>
#include <hangar/diag/os/sibling.hpp>

namespace hangar::os {
namespace {

// In the copy: 0 if it adopts orphans as its maker does, and its C library knows which thread this
// is. An error-checking mutex tells.
int status_of_copy(pid_t parent) {
    if (::getppid() != parent) return 1;
    int adopts_orphans = 0;
    if (::prctl(PR_GET_CHILD_SUBREAPER, &adopts_orphans) != 0 || adopts_orphans != 1) return 4;
    pthread_mutexattr_t kind;
    pthread_mutex_t mutex;
    ::pthread_mutexattr_init(&kind);
    ::pthread_mutexattr_settype(&kind, PTHREAD_MUTEX_ERRORCHECK);
    ::pthread_mutex_init(&mutex, &kind);
    if (::pthread_mutex_lock(&mutex) != 0) return 2;
    if (mutex.__data.__owner != ::gettid()) return 3;
    return ::pthread_mutex_unlock(&mutex);
}

// As a container does by default; whether it does now.
bool refuse_clone3() {
    std::array rules{
        sock_filter{BPF_LD | BPF_W | BPF_ABS, 0, 0, offsetof(seccomp_data, nr)},
        sock_filter{BPF_JMP | BPF_JEQ | BPF_K, 0, 1, SYS_clone3},
        sock_filter{BPF_RET | BPF_K, 0, 0, SECCOMP_RET_ERRNO | ENOSYS},
        sock_filter{BPF_RET | BPF_K, 0, 0, SECCOMP_RET_ALLOW},
    };
    const sock_fprog program{rules.size(), rules.data()};
    return ::prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0 &&
           ::prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program) == 0 &&
           ::syscall(SYS_clone3, nullptr, 0) == -1 && errno == ENOSYS;
}

// Forks a process that makes the sibling, tells us its pid, and ends before the sibling does.
TEST(SiblingTest, IsAChildOfItsMakersParentAndOutlivesItsMaker) {
    const pid_t parent = ::getpid();
    FdPair ends = make_message_pair().value();
    FdPair hold = make_pipe().value();
    auto maker = fork_process().value();
    if (maker.in_child()) {
        if (set_subreaper() != 0) ::_exit(1);
        const auto sibling = clone_sibling();
        if (!sibling) ::_exit(1);
        if (*sibling == 0) {
            hold.second.reset();
            static_cast<void>(read_all(hold.first.get()));
            ::_exit(status_of_copy(parent));
        }
        const bool told = send_message(ends.second.get(), std::to_string(*sibling)).has_value();
        ::_exit(told ? 0 : 1);
    }
    const auto limit = Deadline::after(std::chrono::seconds(20));
    ASSERT_TRUE(maker.child.wait_exit(limit).value());
    EXPECT_EQ(maker.child.collect().value(), WaitStatus::exited(0));
    const auto message = receive_message(ends.first.get()).value();
    const auto sibling = Pidfd::open(std::stoi(message->data)).value();
    EXPECT_EQ(sibling.peek().value(), std::nullopt);
    hold.second.reset();
    ASSERT_TRUE(sibling.wait_exit(limit).value());
    EXPECT_EQ(sibling.collect().value(), WaitStatus::exited(0));
}

TEST(SiblingTest, IsMadeAlsoInAContainer) {
    auto maker = fork_process().value();
    if (maker.in_child()) {
        if (!refuse_clone3()) ::_exit(2);
        const auto sibling = clone_sibling();
        if (!sibling || *sibling == 0) ::_exit(sibling ? 0 : 1);
        ::_exit(Pidfd::open(*sibling) ? 0 : 3);  // whoever has made it does not collect it
    }
    const auto limit = Deadline::after(std::chrono::seconds(20));
    ASSERT_TRUE(maker.child.wait_exit(limit).value());
    EXPECT_EQ(maker.child.collect().value(), WaitStatus::exited(0));
    const auto left = children_of_this_process().value();
    ASSERT_EQ(left.size(), 1U);
    const auto sibling = Pidfd::open(left.front()).value();
    ASSERT_TRUE(sibling.wait_exit(limit).value());
    EXPECT_EQ(sibling.collect().value(), WaitStatus::exited(0));
}

// 0 if each way of setting a timer is seen. In a process of its own: this one's tests may have set
// some.
int status_of_timers() {
    if (has_timers()) return 1;
    ::alarm(3000);
    if (!has_timers()) return 2;
    ::alarm(0);
    if (has_timers()) return 3;
    timer_t timer{};
    sigevent quiet{};
    quiet.sigev_notify = SIGEV_NONE;
    if (::timer_create(CLOCK_MONOTONIC, &quiet, &timer) != 0) return 4;
    return has_timers() == (::access("/proc/self/timers", F_OK) == 0) ? 0 : 5;
}

TEST(SiblingTest, ATimerThatNoCopyHasIsSeenWhicheverWayItWasSet) {
    auto process = fork_process().value();
    if (process.in_child()) ::_exit(status_of_timers());
    ASSERT_TRUE(process.child.wait_exit(Deadline::after(std::chrono::seconds(20))).value());
    EXPECT_EQ(process.child.collect().value(), WaitStatus::exited(0));
}

}  // namespace
}  // namespace hangar::os
