// SPDX-License-Identifier: Apache-2.0
// `hangar run --list`: what would run, and nothing does.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <signal.h>

#include <chrono>
#include <filesystem>
#include <thread>

#include <hangar/diag/os/proc_children.hpp>
#include <hangar/suites/runner/hangar_process.test.hpp>

namespace hangar::suites {
namespace {

using testing::HasSubstr;
using namespace std::chrono_literals;

TEST(ListTest, PrintsEachTestOnALineAndRunsNone) {
    HangarProcess hangar({"run", "--list", "--filter=First.*:Last.*", program("runner_slow")});
    EXPECT_EQ(hangar.wait(), 0);
    EXPECT_EQ(hangar.out(), "runner_slow First.Passes\nrunner_slow Last.Passes\n");
    EXPECT_FALSE(std::filesystem::exists(hangar.folder()));
}

TEST(ListTest, OfNothingIsNoSuccess) {
    HangarProcess hangar({"run", "--list", "--filter=Nothing.*", program("runner_slow")});
    EXPECT_EQ(hangar.wait(), 4);
    EXPECT_EQ(hangar.out(), "");
}

TEST(ListTest, OfAProgramThatDiesAtItFails) {
    HangarProcess hangar({"run", "--list", program("runner_listing"), "--", "abort"});
    EXPECT_EQ(hangar.wait(), 1);
    EXPECT_THAT(hangar.errors(), HasSubstr("SIGABRT"));
}

// The first of its processes that has stopped; waits for it.
os::Pidfd stopped_child(const HangarProcess& hangar) {
    os::Pidfd found;
    EXPECT_TRUE(HangarProcess::await([&] {
        const auto children = os::children_of(hangar.handle().id());
        for (const auto& child : children.value_or(std::vector<os::ProcessId>()))
            if (auto opened = os::Pidfd::open(child.pid); opened && state_of(child.pid) == 'T')
                found = std::move(*opened);
        return static_cast<bool>(found);
    }));
    return found;
}

TEST(ListTest, WhileTheRunnerIsStoppedNoTimePassesForAProgramThatLists) {
    HangarProcess hangar(
        {"run", "--list", "--listing-timeout=3", program("runner_listing"), "--", "stop"});
    const auto lists = stopped_child(hangar);
    hangar.send(SIGTSTP);
    const pid_t runner = hangar.handle().id().pid;
    ASSERT_TRUE(HangarProcess::await([&] { return state_of(runner) == 'T'; }));
    std::this_thread::sleep_for(3200ms);  // longer than the timeout: that is the point
    hangar.send(SIGCONT);
    ASSERT_TRUE(lists.signal(SIGCONT));
    EXPECT_EQ(hangar.wait(), 0) << hangar.errors();
    EXPECT_THAT(hangar.out(), HasSubstr("runner_listing Some.Passes\n"));
}

}  // namespace
}  // namespace hangar::suites
