// SPDX-License-Identifier: Apache-2.0
#include <hangar/diag/tasks/layout.hpp>

#include <gtest/gtest.h>

#include <cstddef>

namespace hangar::tasks {
namespace {

TEST(TaskLayoutTest, FramesLieWhereTheDocumentedLayoutSays) {
    EXPECT_EQ(offsetof(FrameNode, parent), 0U);
    EXPECT_EQ(offsetof(FrameNode, location), 8U);
    EXPECT_EQ(offsetof(FrameNode, object), 16U);
    EXPECT_EQ(offsetof(FrameNode, since_ns), 24U);
    EXPECT_EQ(offsetof(FrameNode, kind), 32U);
    EXPECT_EQ(sizeof(FrameNode), 40U);
}

TEST(TaskLayoutTest, ScopesAndTasksLieWhereTheDocumentedLayoutSays) {
    EXPECT_EQ(offsetof(ScopeNode, deadline_ns), 8U);
    EXPECT_EQ(offsetof(ScopeNode, cancelled_by), 16U);
    EXPECT_EQ(offsetof(ScopeNode, flags), 24U);
    EXPECT_EQ(sizeof(ScopeNode), 32U);
    EXPECT_EQ(offsetof(TaskNode, leaf), 16U);
    EXPECT_EQ(offsetof(TaskNode, scope), 24U);
    EXPECT_EQ(offsetof(TaskNode, nurseries), 32U);
    EXPECT_EQ(offsetof(TaskNode, name), 40U);
    EXPECT_EQ(offsetof(TaskNode, id), 48U);
    EXPECT_EQ(sizeof(TaskNode), 56U);
}

TEST(TaskLayoutTest, ATaskWithItsFrameStaysWithinNinetySixBytes) {
    EXPECT_LE(sizeof(TaskNode) + sizeof(FrameNode), 96U);
}

TEST(TaskLayoutTest, NurseriesAndLoopsLieWhereTheDocumentedLayoutSays) {
    EXPECT_EQ(offsetof(NurseryNode, tasks), 8U);
    EXPECT_EQ(offsetof(NurseryNode, scope), 16U);
    EXPECT_EQ(sizeof(NurseryNode), 32U);
    EXPECT_EQ(offsetof(LoopNode, root), 8U);
    EXPECT_EQ(offsetof(LoopNode, current), 16U);
    EXPECT_EQ(offsetof(LoopNode, turn_ns), 24U);
    EXPECT_EQ(offsetof(LoopNode, thread), 40U);
    EXPECT_EQ(offsetof(LoopNode, actor), 48U);
    EXPECT_EQ(offsetof(LoopNode, uid), 96U);
    EXPECT_EQ(offsetof(LoopNode, peers), 112U);
    EXPECT_EQ(sizeof(LoopNode), 120U);
}

TEST(TaskLayoutTest, PeersAndCallsLieWhereTheDocumentedLayoutSays) {
    EXPECT_EQ(offsetof(PeerNode, served), 8U);
    EXPECT_EQ(offsetof(PeerNode, nursery), 16U);
    EXPECT_EQ(offsetof(PeerNode, cancel_sent_ns), 24U);
    EXPECT_EQ(offsetof(PeerNode, start_time), 40U);
    EXPECT_EQ(offsetof(PeerNode, pid), 48U);
    EXPECT_EQ(offsetof(PeerNode, flags), 52U);
    EXPECT_EQ(offsetof(PeerNode, uid), 56U);
    EXPECT_EQ(offsetof(PeerNode, name), 72U);
    EXPECT_EQ(sizeof(PeerNode), 120U);
    EXPECT_EQ(offsetof(CallNode, peer), 8U);
    EXPECT_EQ(offsetof(CallNode, task), 16U);
    EXPECT_EQ(offsetof(CallNode, id), 24U);
    EXPECT_EQ(sizeof(CallNode), 32U);
    EXPECT_EQ(offsetof(LockNode, holder), 0U);
}

TEST(TaskLayoutTest, TheRegistryLiesWhereTheDocumentedLayoutSays) {
    EXPECT_EQ(offsetof(Registry, self), 32U);
    EXPECT_EQ(offsetof(Registry, loops), 40U);
    EXPECT_EQ(offsetof(Registry, stackscope), 48U);
    EXPECT_EQ(offsetof(StackscopeNode, begun), 8U);
    EXPECT_EQ(offsetof(StackscopeNode, answer), 24U);
    EXPECT_EQ(sizeof(Registry), 88U);
}

TEST(TaskLayoutTest, TheExportedSymbolTellsVersionAndSizes) {
    EXPECT_EQ(hangar_task_registry.magic, registry_magic);
    EXPECT_EQ(hangar_task_registry.version, layout_version);
    EXPECT_EQ(hangar_task_registry.task_size, sizeof(TaskNode));
    EXPECT_EQ(hangar_task_registry.self, &hangar_task_registry);
}

TEST(TaskLayoutTest, LoopsComeAndGoInAnyOrder) {
    LoopNode first;
    LoopNode second;
    register_loop(first);
    register_loop(second);
    EXPECT_EQ(hangar_task_registry.loops, &second);
    EXPECT_EQ(second.next, &first);
    unregister_loop(first);
    EXPECT_EQ(second.next, nullptr);
    unregister_loop(second);
    EXPECT_EQ(hangar_task_registry.loops, nullptr);
}

}  // namespace
}  // namespace hangar::tasks
