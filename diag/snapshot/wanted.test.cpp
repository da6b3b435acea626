// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>

#include <hangar/diag/snapshot/wanted.hpp>

namespace hangar::snapshot {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::UnorderedElementsAre;

// A process that waits for a lock on a file, while others wait for one on another file.
Snapshot world_with_locks() {
    Snapshot snapshot;
    Process& process = snapshot.processes.emplace_back();
    process.pid = 10;
    process.fds.push_back({.number = 3, .kind = FdKind::file, .inode = 100});
    Thread& thread = process.threads.emplace_back();
    thread.wait.kind = WaitKind::file_lock;
    thread.wait.fds = {{.fd = 3, .read = true}};
    for (const std::uint64_t inode : {100, 200}) {
        const auto pid = static_cast<pid_t>(inode);
        snapshot.lock_waits.push_back(
            {.wanted = {.pid = pid + 1, .inode = inode}, .held = {.pid = pid, .inode = inode}});
    }
    for (LockWait& wait : snapshot.lock_waits)
        wait.wanted.kind = wait.held.kind = FileLock::Kind::posix;
    return snapshot;
}

TEST(WantedTest, TheHoldersOfLocksThatStrangersWaitForAreNot) {
    Snapshot snapshot = world_with_locks();
    EXPECT_THAT(wanted_by(snapshot).processes, ElementsAre(100));
    snapshot.processes[0].threads[0].wait = {};
    EXPECT_THAT(wanted_by(snapshot).processes, IsEmpty());
}

// A process that sleeps on a set, in which there is another one, with a pipe in it.
Snapshot world_with_sets() {
    Snapshot snapshot;
    Process& process = snapshot.processes.emplace_back();
    process.pid = 10;
    process.fds = {{.number = 3, .kind = FdKind::epoll, .id = 1, .rows = {{.fd = 4}}},
                   {.number = 4, .kind = FdKind::epoll, .id = 2, .rows = {{.fd = 5}}},
                   {.number = 5, .kind = FdKind::pipe, .inode = 100}};
    Thread& thread = process.threads.emplace_back();
    thread.wait.kind = WaitKind::epoll;
    thread.wait.fds = {{.fd = 3, .read = true}};
    return snapshot;
}

TEST(WantedTest, WhatASetInASetWatchesIs) {
    const auto objects = wanted_by(world_with_sets()).objects;
    EXPECT_THAT(objects, UnorderedElementsAre(ObjectKey{.kind = FdKind::epoll, .number = 1},
                                              ObjectKey{.kind = FdKind::epoll, .number = 2},
                                              ObjectKey{.kind = FdKind::pipe, .number = 100}));
}

TEST(WantedTest, SetsThatSeemToWatchOneAnotherHaveAnEnd) {
    Snapshot snapshot = world_with_sets();
    snapshot.processes[0].fds[1].rows[0].fd = 3;
    EXPECT_EQ(wanted_by(snapshot).objects.size(), 2U);
}

}  // namespace
}  // namespace hangar::snapshot
