// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>
#include <unistd.h>

#include <filesystem>

#include <hangar/harness/gtest/dump_on_hang_test.hpp>

namespace hangar {
namespace {

using namespace std::chrono_literals;

class QuickTest : public DumpOnHangTest {};

TEST_F(QuickTest, IsGuardedFromItsBeginning) {
    EXPECT_THAT(hang_guard().path(), testing::ContainsRegex("/hang-[0-9]+\\.txt$"));
    EXPECT_FALSE(hang_guard().has_dumped());
    EXPECT_FALSE(hang_guard().error());
}

class SlowTest : public DumpOnHangTest {
  protected:
    SlowTest() : DumpOnHangTest(10ms, {.path = stem() + ".txt"}) {}
    static std::string stem() {
        return testing::TempDir() + "slow_test." + std::to_string(::getpid());
    }
};

TEST_F(SlowTest, LeavesADumpThatSaysWhereItWas) {
    const auto limit = std::chrono::steady_clock::now() + 30s;
    while (!hang_guard().has_dumped() && std::chrono::steady_clock::now() < limit) continue;
    EXPECT_TRUE(hang_guard().has_dumped());
    EXPECT_TRUE(std::filesystem::remove(hang_guard().path()));
    EXPECT_TRUE(std::filesystem::remove(stem() + ".json"));
}

}  // namespace
}  // namespace hangar
