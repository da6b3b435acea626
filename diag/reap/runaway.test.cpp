// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include <atomic>
#include <hangar/diag/os/child.test.hpp>
#include <hangar/diag/reap/runaway.hpp>
#include <thread>

namespace hangar::reap {
namespace {

using namespace std::chrono_literals;

TEST(RunawayTest, OneThatSpinsIsToldOnceAndASleeperNever) {
    const os::TestChild sleeper;
    const os::TestChild spinner([](os::TestParent& test) {
        test.ready();
        for (std::atomic<unsigned> turns = 0;; ++turns) {
        }
        return 0;
    });
    static_cast<void>(spinner.wait_ready());
    const std::vector<os::ProcessId> both{sleeper.id(), spinner.id()};
    RunawayDetector detector;
    EXPECT_TRUE(detector.sample(both).empty());
    // A busy machine may give it too little to tell by, for a while.
    const auto limit = os::soon();
    std::vector<Runaway> found;
    while (found.empty() && !limit.passed()) {
        std::this_thread::sleep_for(RunawayDetector::least_interval);
        found = detector.sample(both);
    }
    ASSERT_EQ(found.size(), 1U);
    EXPECT_EQ(found[0].id, spinner.id());
    EXPECT_EQ(found[0].thread, spinner.id().pid);
    std::this_thread::sleep_for(RunawayDetector::least_interval);
    EXPECT_TRUE(detector.sample(both).empty());
}

TEST(RunawayTest, TwoSamplesAtOnceTellNothing) {
    const auto self = os::this_process();
    RunawayDetector detector;
    EXPECT_TRUE(detector.sample({self}).empty());
    EXPECT_TRUE(detector.sample({self}).empty());
}

TEST(RunawayTest, WhoIsGoneIsForgotten) {
    os::TestChild child;
    RunawayDetector detector;
    EXPECT_TRUE(detector.sample({child.id()}).empty());
    child.release();
    static_cast<void>(child.wait());
    EXPECT_TRUE(detector.sample({child.id()}).empty());
}

}  // namespace
}  // namespace hangar::reap
