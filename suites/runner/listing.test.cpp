// SPDX-License-Identifier: Apache-2.0
// `hangar run --list`: what would run, and nothing does.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>

#include <hangar/suites/runner/hangar_process.test.hpp>

namespace hangar::suites {
namespace {

using testing::HasSubstr;

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

}  // namespace
}  // namespace hangar::suites
