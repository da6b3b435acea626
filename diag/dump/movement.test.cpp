// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include <hangar/diag/dump/movement.hpp>

namespace hangar::dump {
namespace {

Dump with_threads(std::initializer_list<bool> settled) {
    snapshot::Process process;
    process.pid = 10;
    process.state = 'S';
    process.in_tree = true;
    for (const bool each : settled) {
        snapshot::Thread thread;
        thread.tid = 10 + static_cast<pid_t>(process.threads.size());
        thread.state = 'S';
        thread.settled = each;
        process.threads.push_back(thread);
    }
    Dump dump;
    dump.snapshot.root = 10;
    dump.snapshot.complete = true;
    dump.snapshot.processes.push_back(process);
    return dump;
}

TEST(MovementTest, OneThreadThatMovesIsEnough) {
    EXPECT_EQ(something_moved(with_threads({true, true})), false);
    EXPECT_EQ(something_moved(with_threads({true, false})), true);
}

TEST(MovementTest, OnlyTheTreeCounts) {
    Dump dump = with_threads({false});
    dump.snapshot.processes[0].in_tree = false;
    EXPECT_EQ(something_moved(dump), false);
}

TEST(MovementTest, WhatWasNotReadMayHaveMoved) {
    Dump dump = with_threads({true});
    dump.snapshot.complete = false;
    EXPECT_EQ(something_moved(dump), std::nullopt);
    dump.snapshot.processes[0].threads[0].settled = false;
    EXPECT_EQ(something_moved(dump), true);
}

}  // namespace
}  // namespace hangar::dump
