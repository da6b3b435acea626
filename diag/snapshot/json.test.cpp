// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include <cerrno>
#include <hangar/diag/snapshot/json.hpp>

namespace hangar::snapshot {
namespace {

Thread blocked_thread() {
    Thread thread;
    thread.tid = 812;
    thread.name = "flusher";
    thread.state = 'S';
    thread.syscall = os::ProcSyscall{os::ProcSyscall::State::inside, 202, {1, 2, 3, 4, 5, 6}, 7, 8};
    thread.settled = true;
    thread.wait.kind = WaitKind::mutex;
    thread.wait.timeout = std::chrono::milliseconds(1500);
    thread.wait.address = UINT64_MAX;
    thread.wait.word = FutexWord{.expected = 2, .value = 2, .owner = 811, .readers = 3};
    thread.since = std::chrono::milliseconds(4711);
    thread.frames.push_back(
        {.pc = 1, .module = "m", .function = "f()", .file = "f.cpp", .line = 7, .inlined = true});
    return thread;
}

Descriptor epoll_descriptor() {
    Descriptor fd;
    fd.number = 5;
    fd.kind = FdKind::epoll;
    fd.ready = 1;
    fd.rows.push_back({.fd = 6, .events = 0x80000001, .inode = 9, .current = true, .ready = 5});
    fd.locks.push_back({.kind = FileLock::Kind::ofd, .write = true, .pid = 3});
    return fd;
}

Snapshot full_snapshot() {
    Snapshot snapshot;
    snapshot.root = 810;
    snapshot.time = std::chrono::system_clock::now();
    snapshot.complete = false;
    snapshot.errors = {"one", "two"};
    snapshot.total = std::chrono::microseconds(17);
    Process process;
    process.pid = 810;
    process.cmdline = "a b";
    process.state = 'S';
    process.in_tree = true;
    process.signals.caught = 1U << 14U;
    process.threads.push_back(blocked_thread());
    process.fds.push_back(epoll_descriptor());
    snapshot.processes.push_back(process);
    snapshot.pipes.push_back(
        {.inode = 5531, .queued = 65536, .capacity = 65536, .writable = false});
    snapshot.sockets.push_back(
        {.inode = 77, .family = Socket::Family::unix_domain, .peer = 78, .name = "@x"});
    snapshot.lock_waits.push_back({.wanted = {.pid = 1}, .held = {.pid = 2}});
    snapshot.refused_ports.push_back({.pid = 1,
                                      .tid = 2,
                                      .address = "a:1",
                                      .held_as = "*:1",
                                      .holder = 3,
                                      .visited = true,
                                      .stale = true});
    return snapshot;
}

TEST(SnapshotJsonTest, WhatIsSavedIsLoadedAgain) {
    const Snapshot before = full_snapshot();
    const auto after = from_json(to_json(before));
    ASSERT_TRUE(after) << after.error().message();
    EXPECT_EQ(*after, before);
}

TEST(SnapshotJsonTest, BytesThatAreNoTextDoNotStopTheSaving) {
    Snapshot snapshot = full_snapshot();
    snapshot.processes[0].name = "a\xff\xfe";
    const auto after = from_json(to_json(snapshot));
    ASSERT_TRUE(after) << after.error().message();
    EXPECT_TRUE(after->processes[0].name.starts_with("a"));
}

TEST(SnapshotJsonTest, WhatIsNoSnapshotIsRefusedWithTheReason) {
    for (const auto* text : {"", "{", "[]", "{}", "{\"schema\": \"other/1\"}",
                             "{\"schema\": \"hangar.snapshot/1\", \"processes\": 3}"}) {
        const auto loaded = from_json(text);
        ASSERT_FALSE(loaded) << text;
        EXPECT_EQ(loaded.error().code, EBADMSG);
    }
}

TEST(WaitKindTest, EveryKindHasANameOfItsOwn) {
    for (int i = 0; i <= static_cast<int>(WaitKind::other); ++i) {
        const auto kind = static_cast<WaitKind>(i);
        EXPECT_EQ(wait_kind(name(kind)), kind) << name(kind);
    }
    EXPECT_EQ(name(WaitKind::socket_write), "socket_write");
    EXPECT_EQ(name(WaitKind::signal), "signal");
    EXPECT_EQ(wait_kind("nonsense"), std::nullopt);
}

TEST(FdKindTest, EveryKindHasANameOfItsOwn) {
    for (int i = 0; i <= static_cast<int>(FdKind::other); ++i) {
        const auto kind = static_cast<FdKind>(i);
        EXPECT_EQ(fd_kind(name(kind)), kind) << name(kind);
    }
    EXPECT_EQ(name(FdKind::tty_master), "tty_master");
}

}  // namespace
}  // namespace hangar::snapshot
