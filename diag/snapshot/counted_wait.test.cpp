// SPDX-License-Identifier: Apache-2.0
#include <fcntl.h>
#include <gmock/gmock.h>
#include <mqueue.h>
#include <sys/ipc.h>
#include <sys/sem.h>

#include <array>
#include <hangar/diag/os/result.hpp>
#include <hangar/diag/snapshot/counted_wait.hpp>
#include <hangar/diag/snapshot/patient.test.hpp>

namespace hangar::snapshot {
namespace {

using testing::StartsWith;

// System V's sets outlive processes.
class SemaphoreSet {
  public:
    explicit SemaphoreSet(key_t key = IPC_PRIVATE)
        : id_(::semget(key, 1, 0600 | IPC_CREAT | IPC_EXCL)) {}
    ~SemaphoreSet() { ::semctl(id_, 0, IPC_RMID); }
    SemaphoreSet(const SemaphoreSet&) = delete;
    SemaphoreSet& operator=(const SemaphoreSet&) = delete;

    [[noreturn]] void wait() const {
        sembuf take{.sem_num = 0, .sem_op = -1, .sem_flg = 0};
        for (;;) ::semop(id_, &take, 1);
    }

  private:
    int id_;
};

TEST(CountedWaitTest, ASystemVSetIsToldByItsNumber) {
    const SemaphoreSet set;
    const TestPatient patient([&set] {
        if (::fork() == 0) set.wait();
        for (;;) ::pause();
    });
    const Snapshot snapshot = patient.take_until(
        [](const Snapshot& now) { return thread_in(now, WaitKind::semaphore) != nullptr; });
    const Wait& wait = thread_in(snapshot, WaitKind::semaphore)->wait;
    EXPECT_THAT(wait.path, StartsWith("semaphore set "));
    EXPECT_FALSE(wait.word);
    EXPECT_FALSE(wait.named);
    EXPECT_FALSE(wait.ends_by_itself());
}

TEST(CountedWaitTest, WhoeverKnowsTheKeyMayUseIt) {
    const SemaphoreSet set(::getpid());
    const TestPatient patient([&set] {
        if (::fork() == 0) set.wait();
        for (;;) ::pause();
    });
    const Snapshot snapshot = patient.take_until(
        [](const Snapshot& now) { return thread_in(now, WaitKind::semaphore) != nullptr; });
    EXPECT_TRUE(thread_in(snapshot, WaitKind::semaphore)->wait.named);
}

// This test is the patient's parent, and the same program.
TEST(CountedWaitTest, WhatAParentOfTheSameProgramMayShareIsNobodysBusiness) {
    const SemaphoreSet set;
    const TestPatient patient([&set] { set.wait(); });
    const Snapshot snapshot = patient.take_until([](const Snapshot& now) {
        const Thread& thread = now.processes[0].threads.at(0);
        return thread.settled && thread.wait.path.starts_with("semaphore set ");
    });
    EXPECT_EQ(snapshot.processes[0].threads[0].wait.kind, WaitKind::other);
}

TEST(CountedWaitTest, AParentThatCannotBeReadMayShareItUnlessItAdopted) {
    Process process;
    process.ppid = 0x7ffffffe;
    process.threads.resize(1);
    Wait& wait = process.threads.front().wait;
    wait.kind = WaitKind::semaphore;
    process.adopted = true;
    leave_out_shared_counts(process);
    EXPECT_EQ(wait.kind, WaitKind::semaphore);
    process.adopted = false;
    leave_out_shared_counts(process);
    EXPECT_EQ(wait.kind, WaitKind::other);
}

TEST(CountedWaitTest, AQueueHasItsHolders) {
    const TestPatient patient([] {
        const std::string name = "/hangar-test-" + std::to_string(::getpid());
        const mqd_t queue = ::mq_open(name.c_str(), O_CREAT | O_RDWR | O_CLOEXEC, 0600, nullptr);
        ::mq_unlink(name.c_str());
        if (::fork() == 0)
            for (;;) ::pause();
        std::array<char, 8192> message{};
        for (;;) ::mq_receive(queue, message.data(), message.size(), nullptr);
    });
    const Snapshot snapshot = patient.take_until([](const Snapshot& now) {
        return now.processes.size() == 2 && thread_in(now, WaitKind::semaphore) != nullptr;
    });
    const Wait& wait = thread_in(snapshot, WaitKind::semaphore)->wait;
    EXPECT_THAT(wait.path, StartsWith("message queue /hangar-test-"));
    EXPECT_FALSE(wait.named);  // not any more
    ASSERT_EQ(wait.fds.size(), 1U);
    const Descriptor* mine = snapshot.processes[0].descriptor(wait.fds[0].fd);
    const Descriptor* theirs = snapshot.processes[1].descriptor(wait.fds[0].fd);
    ASSERT_TRUE(mine != nullptr && theirs != nullptr);
    EXPECT_NE(mine->inode, 0U);
    EXPECT_EQ(mine->inode, theirs->inode);
}

}  // namespace
}  // namespace hangar::snapshot
