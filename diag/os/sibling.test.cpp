// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>
#include <pthread.h>
#include <unistd.h>

#include <hangar/diag/os/fork.hpp>
#include <hangar/diag/os/message_socket.hpp>
#include <hangar/diag/os/sibling.hpp>

namespace hangar::os {
namespace {

// In the copy: 0 if its C library knows which thread this is. An error-checking mutex tells.
int status_of_copy(pid_t parent) {
    if (::getppid() != parent) return 1;
    pthread_mutexattr_t kind;
    pthread_mutex_t mutex;
    ::pthread_mutexattr_init(&kind);
    ::pthread_mutexattr_settype(&kind, PTHREAD_MUTEX_ERRORCHECK);
    ::pthread_mutex_init(&mutex, &kind);
    if (::pthread_mutex_lock(&mutex) != 0) return 2;
    if (mutex.__data.__owner != ::gettid()) return 3;
    return ::pthread_mutex_unlock(&mutex);
}

// Forks a process that makes the sibling, tells us its pid, and ends before the sibling does.
TEST(SiblingTest, IsAChildOfItsMakersParentAndOutlivesItsMaker) {
    const pid_t parent = ::getpid();
    FdPair ends = make_message_pair().value();
    FdPair hold = make_pipe().value();
    auto maker = fork_process().value();
    if (maker.in_child()) {
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

}  // namespace
}  // namespace hangar::os
