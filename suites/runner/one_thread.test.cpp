// SPDX-License-Identifier: Apache-2.0
// The runner has one thread, so that nothing in it can race: what ThreadSanitizer could find in it
// is nothing that a second thread does.
#include <gtest/gtest.h>
#include <signal.h>

#include <filesystem>

#include <hangar/suites/runner/hangar_process.test.hpp>

namespace hangar::suites {
namespace {

std::ptrdiff_t threads_of(const HangarProcess& hangar) {
    const auto tasks = "/proc/" + std::to_string(hangar.handle().id().pid) + "/task";
    return std::distance(std::filesystem::directory_iterator(tasks), {});
}

TEST(OneThreadTest, IsAllThatTheRunnerHasWhileTestsRun) {
    HangarProcess hangar({"run", "-j2", "--filter=First.*:Then.WaitsForASignal:Last.*",
                          "--launcher=forkserver", program("runner_slow")});
    ASSERT_TRUE(hangar.await_output("output/runner_slow/Then.WaitsForASignal.txt", "ready\n"));
    EXPECT_EQ(threads_of(hangar), 1);
    hangar.send(SIGINT);
    EXPECT_EQ(hangar.wait(), 130);
}

}  // namespace
}  // namespace hangar::suites
