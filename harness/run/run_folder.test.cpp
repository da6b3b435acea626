// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cerrno>
#include <filesystem>
#include <fstream>
#include <set>

#include <hangar/harness/run/run_folder.hpp>

namespace hangar::run {
namespace {

namespace fs = std::filesystem;

class RunFolderTest : public testing::Test {
  protected:
    RunFolderTest() { fs::remove_all(path_); }
    ~RunFolderTest() override { fs::remove_all(path_); }
    void leave_results(const std::string& text) const {
        std::ofstream(path_ + "/events.jsonl") << text;
        fs::create_directory(path_ + "/output");
    }
    const std::string path_ = testing::TempDir() + "hangar_run_folder_test_" +
                              testing::UnitTest::GetInstance()->current_test_info()->name();
};

TEST_F(RunFolderTest, AnOlderRunIsSetAsideAndWhatIsNotOursStays) {
    fs::create_directories(path_);
    std::ofstream(path_ + "/mine.txt") << "mine";
    leave_results("first");
    ASSERT_TRUE(RunFolder::open(path_));
    leave_results("second");
    ASSERT_TRUE(RunFolder::open(path_));
    EXPECT_TRUE(fs::exists(path_ + "/mine.txt"));
    EXPECT_FALSE(fs::exists(path_ + "/events.jsonl"));
    for (const char* each : {"/earlier/1/events.jsonl", "/earlier/2/events.jsonl",
                             "/earlier/1/output", "/earlier/2/output"})
        EXPECT_TRUE(fs::exists(path_ + each)) << each;
}

TEST_F(RunFolderTest, TwoRunsDoNotShareAFolder) {
    const auto first = RunFolder::open(path_);
    ASSERT_TRUE(first);
    const auto second = RunFolder::open(path_);
    ASSERT_FALSE(second);
    EXPECT_EQ(second.error().code, EBUSY);
}

TEST_F(RunFolderTest, EveryProgramHasItsFolder) {
    const auto folder = RunFolder::open(path_);
    Program one;
    one.file_name = "one";
    Program other;
    other.file_name = "other";
    ASSERT_TRUE(folder->prepare({one, other}));
    std::set<std::string> there;
    for (const auto& each : fs::directory_iterator(path_ + "/output"))
        there.insert(each.path().filename());
    EXPECT_THAT(there, testing::ElementsAre("one", "other"));
}

TEST_F(RunFolderTest, WhereNothingCanBeWrittenItSaysSo) {
    EXPECT_EQ(RunFolder::open("/dev/null/below").error().code, ENOTDIR);
}

}  // namespace
}  // namespace hangar::run
