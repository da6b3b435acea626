// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <cstdlib>

#include <filesystem>
#include <memory>

#include <hangar/diag/os/sockets.hpp>
#include <hangar/harness/run/leftover_files.hpp>

namespace hangar::run {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

class LeftoverFilesTest : public testing::Test {
  protected:
    LeftoverFilesTest() {
        std::string pattern = testing::TempDir() + "hangar-left-XXXXXX";
        EXPECT_NE(::mkdtemp(pattern.data()), nullptr);
        folder_ = pattern;
    }
    ~LeftoverFilesTest() override { std::filesystem::remove_all(folder_); }

    [[nodiscard]] std::string leave(const std::string& name) const {
        EXPECT_TRUE(os::listen_unix(path(name)).has_value());
        return path(name);
    }
    [[nodiscard]] std::string path(const std::string& name) const { return folder_ + '/' + name; }
    // Of ours: other programs use /dev/shm, too.
    [[nodiscard]] std::vector<std::string> here(std::vector<std::string> paths) const {
        std::erase_if(paths, [&](const auto& each) { return !each.starts_with(folder_); });
        return paths;
    }

    std::string folder_;
};

TEST_F(LeftoverFilesTest, WhatATestThatRanAloneHasLeftIsItsAndRemoved) {
    LeftoverFiles files({folder_});
    const auto test = files.test_begins();
    const auto file = leave("s");
    EXPECT_THAT(here(files.test_ends(test, {})), ElementsAre(file));
    EXPECT_FALSE(std::filesystem::exists(file));
}

TEST_F(LeftoverFilesTest, WhatIsStillUsedIsNoneOfIt) {
    LeftoverFiles files({folder_});
    const auto test = files.test_begins();
    const auto listener = os::listen_unix(path("s"));
    EXPECT_THAT(here(files.test_ends(test, {})), IsEmpty());
    EXPECT_THAT(here(files.unclaimed()), IsEmpty());
    EXPECT_TRUE(std::filesystem::exists(path("s")));
}

TEST_F(LeftoverFilesTest, WithAnotherRunBesideItOnlyATraceTells) {
    LeftoverFiles files({folder_});
    const auto first = files.test_begins();
    std::string nobodys;
    {
        const LeftoverFiles another_run({folder_});
        nobodys = leave("nobodys");
        const auto named = leave("named.4711");
        EXPECT_THAT(here(files.test_ends(first, {{4711}, {}})), ElementsAre(named));
    }
    EXPECT_THAT(here(files.unclaimed()), ElementsAre(nobodys));
}

TEST_F(LeftoverFilesTest, AnotherRunThatGoesMayHaveLeftItsFilesSinceTheLastLook) {
    LeftoverFiles files({folder_});
    const auto first = files.test_begins();
    auto another_run = std::make_unique<LeftoverFiles>(std::vector<std::string>{folder_});
    EXPECT_THAT(here(files.test_ends(first, {})), IsEmpty());
    const auto second = files.test_begins();
    const auto nobodys = leave("nobodys");
    another_run.reset();
    EXPECT_THAT(here(files.test_ends(second, {})), IsEmpty());
    const auto third = files.test_begins();
    const auto thirds = leave("thirds");
    EXPECT_THAT(here(files.test_ends(third, {})), ElementsAre(thirds));
    EXPECT_THAT(here(files.unclaimed()), ElementsAre(nobodys));
}

TEST_F(LeftoverFilesTest, ADirectoryThatTheTestHasMadeIsLookedInAsWell) {
    const std::string made = path("made");
    LeftoverFiles files({made});
    const auto first = files.test_begins();
    std::filesystem::create_directory(made);
    const auto file = leave("made/s");
    EXPECT_THAT(here(files.test_ends(first, {})), ElementsAre(file));

    std::filesystem::remove_all(made);
    const auto second = files.test_begins();
    EXPECT_THAT(here(files.test_ends(second, {})), IsEmpty());
    const auto third = files.test_begins();
    std::filesystem::create_directory(made);
    EXPECT_THAT(here(files.test_ends(third, {})), IsEmpty());
    const LeftoverFiles another_run({made});
    const auto fourth = files.test_begins();
    const auto nobodys = leave("made/s");
    EXPECT_THAT(here(files.test_ends(fourth, {})), IsEmpty());
    EXPECT_THAT(here(files.unclaimed()), ElementsAre(nobodys));
}

TEST_F(LeftoverFilesTest, WithAnotherTestBesideItOnlyATraceTells) {
    LeftoverFiles files({folder_});
    const auto one = files.test_begins();
    const auto two = files.test_begins();
    const auto nobodys = leave("nobodys");
    const auto named = leave("named.4711");
    const auto longer = leave("longer.47110");
    const auto held = leave("held");
    EXPECT_THAT(here(files.test_ends(one, {{4711}, {held}})), ElementsAre(held, named));
    EXPECT_THAT(here(files.test_ends(two, {{12}, {}})), IsEmpty());
    EXPECT_THAT(here(files.unclaimed()), ElementsAre(longer, nobodys));
    EXPECT_TRUE(std::filesystem::exists(nobodys));
}

}  // namespace
}  // namespace hangar::run
