// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <signal.h>
#include <unistd.h>

#include <hangar/diag/os/child.test.hpp>
#include <hangar/diag/os/process_setup.hpp>
#include <hangar/diag/os/signals.hpp>
#include <hangar/diag/reap/reaping.hpp>
#include <hangar/diag/reap/sleeper.test.hpp>

namespace hangar::reap {
namespace {

using namespace std::chrono_literals;
using testing::ElementsAre;
using testing::Field;
using testing::IsEmpty;
using testing::UnorderedElementsAre;

ProcessScope just(std::vector<os::ProcessId> ids) {
    return [ids = std::move(ids)] { return ids; };
}

auto is(const os::ProcessId& id, Fate fate) {
    return testing::AllOf(Field(&ReapedProcess::id, id), Field(&ReapedProcess::fate, fate));
}

ReapOptions within(os::Duration grace) {
    return {grace, false};
}

TEST(ReapingTest, WhoEndsAfterSigintIsNotKilled) {
    const Sleeper one;
    const Sleeper two;
    const auto reaping = end_processes(just({one.id(), two.id()}), within(20s));
    EXPECT_THAT(reaping.processes,
                UnorderedElementsAre(is(one.id(), Fate::ended), is(two.id(), Fate::ended)));
    EXPECT_EQ(reaping.processes[0].command, "sleep 300");
    EXPECT_TRUE(reaping.gentle());
    EXPECT_FALSE(one.runs());
}

TEST(ReapingTest, WhoIgnoresSigintIsKilledAfterTheGrace) {
    const Sleeper stubborn({.environment = {}, .tag = {}, .ignores_sigint = true});
    const auto reaping = end_processes(just({stubborn.id()}), within(50ms));
    EXPECT_THAT(reaping.processes, ElementsAre(is(stubborn.id(), Fate::killed)));
    EXPECT_FALSE(reaping.gentle());
    EXPECT_FALSE(stubborn.runs());
}

TEST(ReapingTest, WhoIsStoppedIsEndedAllTheSame) {
    const Sleeper stopped;
    ASSERT_TRUE(stopped.handle().signal(SIGSTOP).has_value());
    const auto reaping = end_processes(just({stopped.id()}), within(20s));
    EXPECT_THAT(reaping.processes, ElementsAre(is(stopped.id(), Fate::ended)));
}

TEST(ReapingTest, NothingIsCollected) {
    const Sleeper child;
    static_cast<void>(end_processes(just({child.id()}), within(20s)));
    const auto status = child.handle().peek();
    ASSERT_TRUE(status.has_value() && *status);
    EXPECT_EQ((*status)->signal(), SIGINT);
}

TEST(ReapingTest, NobodyElseIsTouched) {
    const Sleeper concerned;
    const Sleeper stranger;  // the same in every respect
    const Sleeper recycled;
    const os::ProcessId former{recycled.id().pid, recycled.id().start_time - 1};
    const auto reaping = end_processes(just({concerned.id(), former}), within(20s));
    EXPECT_THAT(reaping.processes, ElementsAre(is(concerned.id(), Fate::ended)));
    EXPECT_TRUE(stranger.runs());
    EXPECT_TRUE(recycled.runs());
}

TEST(ReapingTest, NeitherWeNorOurAncestorsAreTouched) {
    const auto parent = os::identify(::getppid());
    const auto reaping = end_processes(just({os::this_process(), *parent}), within(0s));
    EXPECT_THAT(reaping.processes, IsEmpty());
}

TEST(ReapingTest, WhatIsOnlyAskedForLivesOn) {
    const Sleeper one;
    const auto reaping = end_processes(just({one.id()}), {3s, true});
    EXPECT_THAT(reaping.processes, ElementsAre(is(one.id(), Fate::said)));
    EXPECT_TRUE(one.runs());
}

TEST(ReapingTest, AnotherUsersProcessIsLeftAlone) {
    if (::geteuid() != 0) GTEST_SKIP() << "only root can start another user's process";
    const Sleeper theirs({.environment = {}, .tag = {}, .user = 65534});
    const auto reaping = end_processes(just({theirs.id()}), within(0s));
    EXPECT_THAT(reaping.processes, ElementsAre(is(theirs.id(), Fate::left_alone)));
    EXPECT_TRUE(theirs.runs());
    EXPECT_FALSE(reaping.gentle());
}

// A parent that has a child ignoring SIGINT, and ends itself as soon as it is asked to.
TEST(ReapingTest, WhoLosesItsParentOnTheWayIsEndedToo) {
    os::TestChild parent([](os::TestParent& test) {
        os::reset_signals();
        const Sleeper stubborn({.environment = {}, .tag = {}, .ignores_sigint = true});
        test.ready(std::to_string(stubborn.id().pid));
        test.hold();
        return 0;
    });
    const auto stubborn = os::identify(std::stoi(parent.wait_ready()));
    const auto reaping = end_processes(just({parent.id()}), within(100ms));
    EXPECT_THAT(reaping.processes,
                ElementsAre(is(parent.id(), Fate::ended), is(*stubborn, Fate::killed)));
    EXPECT_FALSE(os::is_running(*stubborn));
}

volatile sig_atomic_t interrupted = 0;

// Answers the first SIGINT by another child, which ignores it.
TEST(ReapingTest, WhatIsStartedWhileItEndsIsMetAsWell) {
    os::TestChild parent([](os::TestParent& test) {
        ::signal(SIGINT, [](int) { interrupted = 1; });
        sigset_t blocked;
        sigset_t before;
        sigemptyset(&blocked);
        sigaddset(&blocked, SIGINT);
        ::sigprocmask(SIG_BLOCK, &blocked, &before);
        test.ready();
        while (interrupted == 0) ::sigsuspend(&before);
        const Sleeper late({.environment = {}, .tag = {}, .ignores_sigint = true});
        test.hold();
        return 0;
    });
    static_cast<void>(parent.wait_ready());
    const auto reaping = end_processes(just({parent.id()}), within(1s));
    EXPECT_EQ(reaping.processes.size(), 2U);
    EXPECT_EQ(reaping.count(Fate::killed), 2U);
    for (const auto& each : reaping.processes) EXPECT_FALSE(os::is_running(each.id));
}

}  // namespace
}  // namespace hangar::reap
