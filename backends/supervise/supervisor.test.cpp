// SPDX-License-Identifier: Apache-2.0
// On a virtual clock, with children that are tasks: what is ended and started when.
#include <gmock/gmock.h>

#include <hangar/backends/supervise/stage.test.hpp>

namespace hangar::supervise {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

TEST_F(SupervisorTest, StartsInOrderAndEndsInTheReverseOrder) {
    Supervisor supervisor;
    for (const char* name : {"a", "b", "c"}) supervisor.add(stage_.child(name));
    EXPECT_THAT(play(supervisor), ElementsAre("+a", "+b", "+c", "-c", "-b", "-a"));
}

TEST_F(SupervisorTest, EndsOneAfterTheOther) {
    Supervisor supervisor;
    os::Duration took{};
    auto slow_to_end = []() -> Task<void> {
        auto cleanup = [] { return pause(2s); };
        return runtime::finally(&for_ever, 5s, cleanup);
    };
    supervisor.add(stage_.child("a", Restart::permanent, {slow_to_end}));
    supervisor.add(stage_.child("b", Restart::permanent, {slow_to_end}));
    runtime::on_virtual_clock([&]() -> Task<void> {
        const auto begin = runtime::Loop::running().now();
        auto running = run_for(supervisor, 10s);
        co_await std::move(running);
        took = runtime::Loop::running().now() - begin;
    });
    EXPECT_THAT(stage_.log(), ElementsAre("+a", "+b", "-b", "-a"));
    EXPECT_EQ(took, 14s);
}

TEST_F(SupervisorTest, StartsAChildWhenTheOneBeforeIsReady) {
    Supervisor supervisor;
    ChildSpec late = stage_.child("late");
    late.body = [](Incarnation& incarnation) -> Task<void> {
        auto booting = pause(3s);
        co_await std::move(booting);
        incarnation.ready();
        auto serving = for_ever();
        co_await std::move(serving);
    };
    std::vector<std::string> at_first;
    std::vector<std::string> then;
    supervisor.add(std::move(late));
    supervisor.add(stage_.child("next"));
    runtime::on_virtual_clock([&]() -> Task<void> {
        auto watch = [&](runtime::Nursery& nursery) -> Task<void> {
            nursery.start_soon([&] { return run_for(supervisor, 10s); });
            auto looking = pause(2s);
            co_await std::move(looking);
            at_first = stage_.log();
            auto starting = supervisor.started();
            co_await std::move(starting);
            then = stage_.log();
        };
        auto watched = runtime::with_nursery(std::ref(watch));
        co_await std::move(watched);
    });
    EXPECT_THAT(at_first, IsEmpty());
    EXPECT_THAT(then, ElementsAre("+next"));
}

TEST_F(SupervisorTest, OneForOneStartsTheFailedOneAlone) {
    Supervisor supervisor(Strategy::one_for_one);
    supervisor.add(stage_.child("a"));
    supervisor.add(stage_.child("b", Restart::permanent, {fails_after(1s)}));
    supervisor.add(stage_.child("c"));
    EXPECT_THAT(play(supervisor), ElementsAre("+a", "+b", "+c", "-b", "+b", "-c", "-b", "-a"));
    EXPECT_EQ(supervisor.restarts("b"), 1U);
    EXPECT_EQ(supervisor.restarts("a"), 0U);
}

TEST_F(SupervisorTest, OneForAllEndsAllInTheReverseOrderAndStartsAll) {
    Supervisor supervisor(Strategy::one_for_all);
    supervisor.add(stage_.child("a"));
    supervisor.add(stage_.child("b", Restart::permanent, {fails_after(1s)}));
    supervisor.add(stage_.child("c"));
    EXPECT_THAT(play(supervisor), ElementsAre("+a", "+b", "+c", "-b", "-c", "-a", "+a", "+b", "+c",
                                              "-c", "-b", "-a"));
}

TEST_F(SupervisorTest, RestForOneLeavesThoseThatWereStartedBefore) {
    Supervisor supervisor(Strategy::rest_for_one);
    supervisor.add(stage_.child("a"));
    supervisor.add(stage_.child("b", Restart::permanent, {fails_after(1s)}));
    supervisor.add(stage_.child("c"));
    EXPECT_THAT(play(supervisor),
                ElementsAre("+a", "+b", "+c", "-b", "-c", "+b", "+c", "-c", "-b", "-a"));
}

TEST_F(SupervisorTest, APermanentChildIsStartedAgainAlsoWhenItEndedInOrder) {
    Supervisor supervisor;
    supervisor.add(stage_.child("a", Restart::permanent, {ends_after(1s)}));
    EXPECT_THAT(play(supervisor), ElementsAre("+a", "-a", "+a", "-a"));
}

TEST_F(SupervisorTest, ATransientChildIsStartedAgainOnlyAfterAnError) {
    Supervisor supervisor;
    supervisor.add(stage_.child("a", Restart::transient, {fails_after(1s), ends_after(1s)}));
    EXPECT_THAT(play(supervisor), ElementsAre("+a", "-a", "+a", "-a"));
    EXPECT_EQ(supervisor.restarts("a"), 1U);
}

TEST_F(SupervisorTest, ATemporaryChildIsNeverStartedAgainNotEvenWithOthers) {
    Supervisor supervisor(Strategy::one_for_all);
    supervisor.add(stage_.child("a", Restart::permanent, {fails_after(2s)}));
    supervisor.add(stage_.child("b", Restart::temporary));
    supervisor.add(stage_.child("c", Restart::temporary, {fails_after(1s)}));
    EXPECT_THAT(play(supervisor), ElementsAre("+a", "+b", "+c", "-c", "-a", "-b", "+a", "-a"));
}

}  // namespace
}  // namespace hangar::supervise
