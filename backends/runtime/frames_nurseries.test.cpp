// SPDX-License-Identifier: Apache-2.0
// Nurseries and scopes as a reader outside finds them.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include <hangar/backends/runtime/parked_tasks.test.hpp>

namespace hangar::runtime {
namespace {

using namespace std::chrono_literals;
using testing::ElementsAre;
using testing::HasSubstr;

TEST(NurseryFramesTest, ATaskThatJoinsANurseryPointsAtItAndItsTasksAreInThere) {
    const auto parent = []() -> Task<void> {
        const auto play = [](Nursery& nursery) -> Task<void> {
            nursery.start_soon([]() -> Task<void> { co_await sleep_forever(); }, "one");
            nursery.start_soon([]() -> Task<void> { co_await sleep_forever(); }, "two");
            co_return;
        };
        co_await with_nursery(play);
    };
    const auto start = [&](Nursery& nursery) { nursery.start_soon(parent, "parent"); };
    look_at(start, [&] {
        const auto* task = children_of_root().at(0);
        EXPECT_STREQ(task->name, "parent");
        EXPECT_EQ(task->leaf->kind, tasks::WaitKind::nursery);
        EXPECT_EQ(task->leaf->object, task->nurseries);
        EXPECT_EQ(task->nurseries->outer, nullptr);
        std::vector<std::string> names;
        for (const auto* child : tasks_of(*task->nurseries)) names.emplace_back(child->name);
        EXPECT_THAT(names, ElementsAre("one", "two"));
        EXPECT_THAT(location_of(*task->leaf).function, HasSubstr("join"));
    });
}

TEST(NurseryFramesTest, ATasksScopeLeadsThroughItsNurserysToTheRoots) {
    const auto waits_in_scopes = []() -> Task<void> {
        ScopeOptions options;
        options.deadline = from_now(1h);
        options.shield = true;
        CancelScope own(options);
        co_await move_on_after(2h, []() -> Task<void> { co_await sleep_forever(); });
    };
    const auto body = [&]() -> Task<void> {
        const auto begin = Loop::running().now().time_since_epoch().count();
        const auto play = [&](Nursery& nursery) -> Task<void> {
            nursery.start_soon(waits_in_scopes);
            co_await sleep_for(1s);
            const auto* inner = children_of_root().at(0)->scope;
            EXPECT_EQ(inner->deadline_ns - begin, std::chrono::nanoseconds(2h).count());
            EXPECT_EQ(inner->flags, 0U);
            const auto* own = inner->parent;
            EXPECT_EQ(own->deadline_ns - begin, std::chrono::nanoseconds(1h).count());
            EXPECT_EQ(own->flags, tasks::ScopeNode::shielded);
            EXPECT_EQ(own->parent, this_loop().root->nurseries->scope);
            EXPECT_EQ(own->parent, this_loop().root->scope);
            nursery.cancel("the test");
            EXPECT_EQ(own->parent->flags, tasks::ScopeNode::cancel_requested);
            EXPECT_STREQ(own->parent->cancelled_by, "the test");
            EXPECT_EQ(own->parent->parent->parent, nullptr);
        };
        co_await with_nursery(play);
    };
    on_virtual_clock(body);
}

TEST(NurseryFramesTest, ATaskWithTwoNurseriesListsThemInnermostFirst) {
    const auto body = []() -> Task<void> {
        const auto inner = [](Nursery& nursery) -> Task<void> {
            const auto* found = this_loop().root->nurseries;
            EXPECT_EQ(found->scope, &nursery.scope().node());
            EXPECT_NE(found->outer, nullptr);
            EXPECT_EQ(found->outer->outer, nullptr);
            co_return;
        };
        const auto outer = [&](Nursery&) -> Task<void> { co_await with_nursery(inner); };
        co_await with_nursery(outer);
        EXPECT_EQ(this_loop().root->nurseries, nullptr);
    };
    on_virtual_clock(body);
}

}  // namespace
}  // namespace hangar::runtime
