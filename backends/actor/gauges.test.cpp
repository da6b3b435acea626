// SPDX-License-Identifier: Apache-2.0
// Actors and tasks stand among a process's resources.
#include <gmock/gmock.h>

#include <future>
#include <hangar/backends/actor/cells.test.hpp>
#include <hangar/diag/resources/resource_deltas.hpp>
#include <thread>

namespace hangar::actor {
namespace {

using runtime::Task;
using testing::AllOf;
using testing::Contains;
using testing::HasSubstr;
using testing::Pair;

Task<std::int64_t> tasks_of_an_actor() {
    co_return diag::read_gauges().at("tasks");
}
Task<std::int64_t> actors_beside_an_actor() {
    co_return diag::read_gauges().at("actors");
}

TreeOptions options_of(const std::string& backend) {
    TreeOptions options;
    options.backend = backend;
    options.transport = ipc::Transport::pair;
    return options;
}

template <class Body>
void in_a_tree(const std::string& backend, Body body) {
    run_root(options_of(backend), body);
}

TEST(ActorGaugesTest, CountTheActorsAndTasksOfThisProcessAlone) {
    in_a_tree("thread", []() -> Task<void> {
        EXPECT_EQ(diag::read_gauges().at("actors"), 1);
        const std::int64_t before = diag::read_gauges().at("tasks");
        auto nursery = co_await open_nursery();
        const Portal child = co_await nursery.start_actor("child");
        const std::int64_t actors = co_await child.run<&actors_beside_an_actor>();
        EXPECT_EQ(actors, 2);
        EXPECT_GT(diag::read_gauges().at("tasks"), before);
        co_await child.cancel_actor();
    });
    EXPECT_EQ(diag::read_gauges().at("actors"), 0);
    EXPECT_EQ(diag::read_gauges().at("tasks"), 0);
}

TEST(ActorGaugesTest, AForkedChildDoesNotCountItsParents) {
    in_a_tree("fork_worker", []() -> Task<void> {
        auto nursery = co_await open_nursery();
        const Portal child = co_await nursery.start_actor("child");
        const std::int64_t actors = co_await child.run<&actors_beside_an_actor>();
        EXPECT_EQ(actors, 1);
        const std::int64_t tasks = co_await child.run<&tasks_of_an_actor>();
        EXPECT_GT(tasks, 0);
        EXPECT_LT(tasks, 10);
        EXPECT_EQ(diag::read_gauges().at("actors"), 1);
        co_await child.cancel_actor();
    });
}

// A tree that outlives its block.
TEST(ActorGaugesTest, WhatABlockLeavesBehindIsALeakOfIt) {
    std::promise<void> up;
    std::promise<void> enough;
    std::thread left;
    diag::ResourceChanges changes;
    {
        diag::ResourceDeltasOptions options;
        options.writer = [&](const diag::ResourceChanges& all) { changes = all; };
        const diag::ResourceDeltas deltas("block", options);
        left = std::thread([&] {
            in_a_tree("thread", [&]() -> Task<void> {
                up.set_value();
                enough.get_future().wait();
                co_return;
            });
        });
        up.get_future().wait();
    }
    EXPECT_THAT(changes.after.gauges, Contains(Pair("actors", 1)));
    EXPECT_TRUE(any(changes.grown() & diag::Leak::Gauges));
    EXPECT_THAT(changes.text(), AllOf(HasSubstr("actors: 0 -> 1"), HasSubstr("tasks: 0 -> ")));
    enough.set_value();
    left.join();
}

}  // namespace
}  // namespace hangar::actor
