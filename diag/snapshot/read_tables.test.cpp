// SPDX-License-Identifier: Apache-2.0
// Threads that have left their process's descriptors, and processes whose first thread has ended.
#include <fcntl.h>
#include <gmock/gmock.h>
#include <sched.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <algorithm>
#include <hangar/diag/snapshot/ends.test.hpp>
#include <hangar/diag/snapshot/holders.hpp>
#include <hangar/diag/snapshot/patient.test.hpp>
#include <thread>

namespace hangar::snapshot {
namespace {

void read_one(int fd) {
    char byte = 0;
    static_cast<void>(::read(fd, &byte, 1));
}

const Thread* loner_in(const Snapshot& snapshot) {
    for (const Process& process : snapshot.processes)
        for (const Thread& thread : process.threads)
            if (thread.settled && thread.own_descriptors) return &thread;
    return nullptr;
}

TEST(ReadTablesTest, AThreadsOwnNumbersMeanNothingToItsProcess) {
    const TestPatient patient([] {
        const Ends shared = make_ends();
        std::thread loner([shared] {
            const Ends own = make_ends();
            if (::unshare(CLONE_FILES) != 0) ::_exit(1);
            ::dup2(own.read, shared.read);
            read_one(shared.read);
        });
        stay();
    });
    const Snapshot snapshot =
        patient.take_until([](const Snapshot& now) { return loner_in(now) != nullptr; });
    EXPECT_EQ(loner_in(snapshot)->wait.kind, WaitKind::other);
    EXPECT_THAT(loner_in(snapshot)->wait.fds, testing::IsEmpty());
    EXPECT_FALSE(snapshot.processes[0].threads[0].own_descriptors);
}

// The main thread closes the write end, which lives on in the other's table.
TEST(ReadTablesTest, WhatAThreadsOwnTableHoldsIsHeld) {
    const TestPatient patient([] {
        const Ends shared = make_ends();
        const Ends gate = make_ends();
        std::thread loner([&] {
            if (::unshare(CLONE_FILES) != 0 || ::write(gate.write, "x", 1) != 1) ::_exit(1);
            stay();
        });
        read_one(gate.read);
        ::close(shared.write);
        read_one(shared.read);
    });
    const Snapshot snapshot = patient.take_until(
        [](const Snapshot& now) { return thread_in(now, WaitKind::pipe_read) != nullptr; });
    const Process& process = snapshot.processes[0];
    const Descriptor* read_end = process.descriptor(process.threads[0].wait.fds[0].fd);
    ASSERT_NE(read_end, nullptr);
    EXPECT_TRUE(std::ranges::any_of(process.fds, [read_end](const Descriptor& fd) {
        return fd.number == -1 && fd.writes() && key_of(fd) == key_of(*read_end);
    }));
}

TEST(HoldersTest, AProcessWhoseFirstThreadHasEndedHoldsWhatItHas) {
    const Ends ends = make_ends();
    const TestPatient patient([] {
        std::thread([] { stay(); }).detach();
        ::syscall(SYS_exit, 0);  // of this thread alone
    });
    const Snapshot snapshot = patient.take_until([](const Snapshot& now) {
        const auto& threads = now.processes[0].threads;
        return threads.front().ended() && threads.back().settled && threads.size() == 2;
    });
    const auto held = std::ranges::find_if(
        snapshot.processes[0].fds, [&ends](const auto& fd) { return fd.number == ends.write; });
    ASSERT_NE(held, snapshot.processes[0].fds.end());
    Machine machine;
    const auto deadline = os::Deadline::after(std::chrono::seconds(10));
    const auto holders = holders_of({.objects = {key_of(*held)}, .processes = {}}, {patient.pid()},
                                    machine, deadline);
    EXPECT_THAT(holders.pids, testing::ElementsAre(patient.pid()));
}

}  // namespace
}  // namespace hangar::snapshot
