// SPDX-License-Identifier: Apache-2.0
// On a virtual clock, with children that are tasks: how a supervisor ends, and what it
// says then.
#include <gmock/gmock.h>

#include <hangar/backends/supervise/stage.test.hpp>

namespace hangar::supervise {
namespace {

using testing::ElementsAre;

TEST_F(SupervisorTest, EndsWhenNoChildIsLeft) {
    Supervisor supervisor;
    supervisor.add(stage_.child("a", Restart::transient, {ends_after(1s)}));
    supervisor.add(stage_.child("b", Restart::temporary, {fails_after(2s)}));
    runtime::on_virtual_clock([&] { return supervisor.run(); });
    EXPECT_THAT(stage_.log(), ElementsAre("+a", "+b", "-a", "-b"));
}

TEST_F(SupervisorTest, FailsWhenThereAreTooManyRestartsInAPeriod) {
    Supervisor supervisor(Strategy::one_for_one, {2, 5s});
    const auto life = fails_after(1s, "lost");
    supervisor.add(stage_.child("a"));
    supervisor.add(stage_.child("b", Restart::permanent, {life, life, life, life}));
    try {
        runtime::on_virtual_clock([&] { return supervisor.run(); });
        FAIL() << "goes on for ever";
    } catch (const RestartsExceeded& e) {
        EXPECT_EQ(e.child(), "b");
        EXPECT_EQ(e.count("b"), 3U);
        EXPECT_STREQ(e.what(),
                     "child b is not started again: more than 2 restarts in 5 s: b 3 x (lost)");
    }
    EXPECT_THAT(stage_.log(), ElementsAre("+a", "+b", "-b", "+b", "-b", "+b", "-b", "-a"));
}

TEST_F(SupervisorTest, GoesOnWhenAsManyRestartsAreSpreadOverMoreTime) {
    Supervisor supervisor(Strategy::one_for_one, {2, 5s});
    const auto life = fails_after(3s);
    supervisor.add(stage_.child("a", Restart::permanent, {life, life, life, life}));
    play(supervisor);
    EXPECT_EQ(supervisor.restarts("a"), 4U);
}

TEST_F(SupervisorTest, AChildThatFailsToStartTheFirstTimeEndsTheSupervisor) {
    Supervisor supervisor;
    ChildSpec broken = stage_.child("b");
    broken.body = [](Incarnation&) -> Task<void> {
        auto booting = pause(1s);
        co_await std::move(booting);
        throw std::out_of_range("no such thing");
    };
    supervisor.add(stage_.child("a"));
    supervisor.add(std::move(broken));
    supervisor.add(stage_.child("c"));
    EXPECT_THROW(runtime::on_virtual_clock([&] { return supervisor.run(); }), std::out_of_range);
    EXPECT_THAT(stage_.log(), ElementsAre("+a", "-a"));
}

TEST_F(SupervisorTest, ARestartThatFailsCountsAsAnotherExit) {
    Supervisor supervisor(Strategy::one_for_one, {2, 5s});
    int lives = 0;
    ChildSpec broken = stage_.child("a");
    broken.body = [&lives](Incarnation& incarnation) -> Task<void> {
        if (lives++ == 0) incarnation.ready();
        auto working = pause(1s);
        co_await std::move(working);
        throw std::runtime_error("broken");
    };
    supervisor.add(std::move(broken));
    EXPECT_THROW(runtime::on_virtual_clock([&] { return supervisor.run(); }), RestartsExceeded);
    EXPECT_EQ(lives, 3);
}

TEST_F(SupervisorTest, AnErrorOfAChildThatIsEndedIsNotLost) {
    Supervisor supervisor;
    auto fails_at_the_end = []() -> Task<void> {
        auto cleanup = []() -> Task<void> {
            auto cleaning = pause(1s);
            co_await std::move(cleaning);
            throw std::runtime_error("not cleaned up");
        };
        return runtime::finally(&for_ever, 5s, cleanup);
    };
    supervisor.add(stage_.child("a", Restart::permanent, {fails_at_the_end}));
    EXPECT_THROW(runtime::on_virtual_clock([&] { return run_for(supervisor, 1s); }),
                 std::runtime_error);
}

TEST_F(SupervisorTest, SupervisorsNest) {
    Supervisor inner(Strategy::one_for_one, {1, 5s});
    const auto life = fails_after(1s);
    inner.add(stage_.child("a", Restart::permanent, {life, life}));
    std::vector<std::unique_ptr<Supervisor>> lives;
    Supervisor outer(Strategy::one_for_one, {1, 60s});
    ChildSpec spec = stage_.child("inner");
    spec.body = [&](Incarnation& incarnation) {
        incarnation.ready();
        lives.push_back(std::make_unique<Supervisor>(Strategy::one_for_one, Intensity{1, 5s}));
        lives.back()->add(stage_.child("a", Restart::permanent, {life, life}));
        return lives.back()->run();
    };
    outer.add(std::move(spec));
    play(outer);
    EXPECT_EQ(lives.size(), 2U) << "the inner one failed, and was started again";
    EXPECT_THAT(lives.back()->restarts("a"), 0U);
}

TEST_F(SupervisorTest, HasNoPortalToWhatIsNoActorOrIsNoMore) {
    Supervisor supervisor;
    supervisor.add(stage_.child("task"));
    supervisor.add(stage_.child("gone", Restart::temporary, {ends_after(0s)}));
    std::vector<std::string> refusals;
    runtime::on_virtual_clock([&]() -> Task<void> {
        auto ask = [&](runtime::Nursery& nursery) -> Task<void> {
            nursery.start_soon([&] { return run_for(supervisor, 10s); });
            auto waiting = pause(1s);
            co_await std::move(waiting);
            for (const char* name : {"task", "gone", "unheard-of"}) {
                try {
                    auto asking = supervisor.portal(name);
                    static_cast<void>(co_await std::move(asking));
                } catch (const NoSuchChild& e) {
                    refusals.emplace_back(e.what());
                }
            }
        };
        auto asked = runtime::with_nursery(std::ref(ask));
        co_await std::move(asked);
    });
    EXPECT_THAT(refusals, ElementsAre("child task is no actor",
                                      "child gone has ended and is not started again",
                                      "a supervisor has no child named unheard-of"));
}

TEST_F(SupervisorTest, RefusesTwoChildrenOfOneName) {
    Supervisor supervisor;
    supervisor.add(stage_.child("a"));
    EXPECT_THROW(supervisor.add(stage_.child("a")), std::invalid_argument);
}

}  // namespace
}  // namespace hangar::supervise
