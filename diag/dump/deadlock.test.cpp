// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include <hangar/diag/dump/deadlock.hpp>

namespace hangar::dump {
namespace {

using snapshot::WaitKind;
using waitgraph::Cause;
using waitgraph::Confidence;

// The first thread of 10 waits for its thread 12, and that for process 20.
Dump chain(Cause cause = Cause::mutex_cycle, Confidence confidence = Confidence::proven) {
    Dump dump;
    dump.snapshot.root = 10;
    dump.diagnosis.edges = {{{10, 10}, {10, 12}, WaitKind::none, "thread 12"},
                            {{10, 12}, {20, 0}, WaitKind::none, "child 20"}};
    dump.diagnosis.dead = {{10, 10}, {10, 12}, {20, 21}};
    dump.diagnosis.verdicts = {{cause, confidence, "two mutexes", {20}, {21, 22}, {}, ""}};
    return dump;
}

TEST(ProvenDeadlockTest, FollowsWhatTheFirstThreadWaitsFor) {
    const Dump dump = chain();
    EXPECT_EQ(proven_deadlock(dump), &dump.diagnosis.verdicts[0]);
}

TEST(ProvenDeadlockTest, IsNoneWhereTheFirstThreadMayGoOn) {
    Dump dump = chain();
    dump.diagnosis.dead = {{10, 12}, {20, 21}};
    EXPECT_EQ(proven_deadlock(dump), nullptr);
}

TEST(ProvenDeadlockTest, IsNoneInACornerThatTheFirstThreadDoesNotWaitFor) {
    Dump dump = chain();
    dump.diagnosis.edges.pop_back();
    EXPECT_EQ(proven_deadlock(dump), nullptr);
}

TEST(ProvenDeadlockTest, IsNoneWithoutAProof) {
    EXPECT_EQ(proven_deadlock(chain(Cause::mutex_cycle, Confidence::likely)), nullptr);
}

TEST(ProvenDeadlockTest, IsNoneWhereSomebodyMayUndoIt) {
    for (const Cause cause : {Cause::child_stopped, Cause::traced, Cause::frozen})
        EXPECT_EQ(proven_deadlock(chain(cause)), nullptr) << slug(cause);
}

}  // namespace
}  // namespace hangar::dump
