// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>

#include <hangar/harness/run/history.hpp>

namespace hangar::run {
namespace {

namespace fs = std::filesystem;

class HistoryTest : public testing::Test {
  protected:
    HistoryTest() { fs::remove_all(folder_); }
    ~HistoryTest() override { fs::remove_all(folder_); }

    bool remember(const std::string& path, double duration_ms) const {
        report::RunRecord run;
        events::TestsListed listed{"prog", path, {{"A.B"}, {"A.C"}}, {}};
        run.on({{}, listed});
        events::TestFinished end;
        end.test = {"prog", "A.B", 1};
        end.duration = events::Milliseconds(duration_ms);
        run.on({{}, end});
        return History(file_).remember(run).has_value();
    }
    std::optional<double> expected(const std::string& path, std::size_t test = 0) const {
        std::vector<Program> programs(1);
        programs[0].path = path;
        programs[0].tests = {{{"A.B"}, "", {}}, {{"A.C"}, "", {}}};
        History(file_).expect(programs);
        const auto& found = programs[0].tests[test].expected;
        return found ? std::optional(found->count()) : std::nullopt;
    }
    void spoil(const std::string& text) const {
        fs::create_directories(fs::path(file_).parent_path());
        std::ofstream(file_, std::ios::trunc) << text;
    }

    std::string folder_ = testing::TempDir() + "hangar_history_" + std::to_string(::getpid());
    std::string file_ = folder_ + "/cache/history.sqlite";
};

TEST_F(HistoryTest, WhatATestTookIsExpectedOfIt) {
    EXPECT_EQ(expected("/x/prog"), std::nullopt);
    EXPECT_TRUE(remember("/x/prog", 40));
    EXPECT_EQ(expected("/x/prog"), 40);
    EXPECT_EQ(expected("/x/prog", 1), std::nullopt) << "it came to no end";
    EXPECT_TRUE(remember("/x/prog", 20));
    EXPECT_EQ(expected("/x/prog"), 30);
}

TEST_F(HistoryTest, AProgramOfTheSameNameElsewhereIsBetterThanNothing) {
    EXPECT_TRUE(remember("/x/prog", 40));
    EXPECT_EQ(expected("/y/prog"), 40);
    EXPECT_TRUE(remember("/y/prog", 10));
    EXPECT_EQ(expected("/y/prog"), 10);
    EXPECT_EQ(expected("/x/prog"), 40);
    EXPECT_EQ(expected("/x/other"), std::nullopt);
}

TEST_F(HistoryTest, AFileThatIsNoneIsMadeAnew) {
    for (const char* text : {"this is no database, however long it may go on", ""}) {
        spoil(text);
        EXPECT_EQ(expected("/x/prog"), std::nullopt);
        EXPECT_TRUE(remember("/x/prog", 40));
        EXPECT_EQ(expected("/x/prog"), 40);
    }
}

TEST_F(HistoryTest, ADamagedFileIsMadeAnew) {
    EXPECT_TRUE(remember("/x/prog", 40));
    const auto size = fs::file_size(file_);
    std::fstream(file_).seekp(100) << std::string(size - 100, '\x7f');
    EXPECT_EQ(expected("/x/prog"), std::nullopt);
    EXPECT_TRUE(remember("/x/prog", 20));
    EXPECT_EQ(expected("/x/prog"), 20);
}

TEST_F(HistoryTest, WhatWasThereInsteadIsKeptAside) {
    spoil("int main() { return 0; }");
    EXPECT_TRUE(remember("/x/prog", 40));
    std::string text;
    std::getline(std::ifstream(file_ + ".damaged"), text);
    EXPECT_EQ(text, "int main() { return 0; }");
}

TEST_F(HistoryTest, WhatIsNoFileIsLeftAsItIs) {
    fs::create_directories(fs::path(file_).parent_path());
    ASSERT_EQ(::mkfifo(file_.c_str(), 0600), 0);
    EXPECT_EQ(expected("/x/prog"), std::nullopt);
    EXPECT_FALSE(remember("/x/prog", 40));
    EXPECT_TRUE(fs::is_fifo(file_));
}

TEST_F(HistoryTest, ItMayBeBehindALinkOrANameAlone) {
    fs::create_directories(folder_ + "/elsewhere");
    fs::create_directory_symlink("elsewhere", folder_ + "/cache");
    EXPECT_TRUE(remember("/x/prog", 40));
    EXPECT_EQ(expected("/x/prog"), 40);
    const auto before = fs::current_path();
    fs::current_path(folder_);
    EXPECT_TRUE(History("alone.sqlite").remember({}));
    fs::current_path(before);
    EXPECT_TRUE(fs::exists(folder_ + "/alone.sqlite"));
}

TEST_F(HistoryTest, WhereItCannotBeKeptThatIsSaid) {
    EXPECT_FALSE(History("/proc/nowhere/history.sqlite").remember({}));
    EXPECT_TRUE(History("").remember({}));
}

TEST(HistoryPathTest, ItIsInTheUsersCache) {
    EXPECT_EQ(history_in_cache({{"XDG_CACHE_HOME", "/c"}, {"HOME", "/h"}}),
              "/c/hangar/history.sqlite");
    EXPECT_EQ(history_in_cache({{"XDG_CACHE_HOME", "relative"}, {"HOME", "/h"}}),
              "/h/.cache/hangar/history.sqlite");
    EXPECT_EQ(history_in_cache({}), "");
}

}  // namespace
}  // namespace hangar::run
