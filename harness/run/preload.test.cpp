// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

#include <hangar/harness/run/preload.hpp>

namespace hangar::run {
namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;
using testing::StartsWith;

class UnfitForPreloadTest : public testing::Test {
  protected:
    ~UnfitForPreloadTest() override { fs::remove(copy_); }
    const std::string self_ = fs::canonical("/proc/self/exe");
    const std::string copy_ = testing::TempDir() + "hangar_preload_" +
                              testing::UnitTest::GetInstance()->current_test_info()->name();
};

TEST_F(UnfitForPreloadTest, ADynamicProgramOfThisMachineIsFit) {
    EXPECT_EQ(unfit_for_preload(self_), "");
}

TEST_F(UnfitForPreloadTest, AScriptIsNot) {
    std::ofstream(copy_) << "#!/bin/sh\n";
    EXPECT_THAT(unfit_for_preload(copy_), HasSubstr("a script"));
}

TEST_F(UnfitForPreloadTest, AStaticProgramIsNot) {
    constexpr const char* is_static = "/sbin/ldconfig";
    if (!fs::exists(is_static)) GTEST_SKIP() << "no static program here";
    EXPECT_THAT(unfit_for_preload(is_static), HasSubstr("statically"));
}

TEST_F(UnfitForPreloadTest, OneThatChangesItsUserIsNot) {
    fs::copy_file(self_, copy_);
    fs::permissions(copy_, fs::perms::set_uid, fs::perm_options::add);
    EXPECT_THAT(unfit_for_preload(copy_), HasSubstr("user"));
}

TEST(PreloadLibraryTest, IsALibraryAndMadeOnce) {
    PreloadLibrary library;
    const auto file = library.file();
    ASSERT_TRUE(file);
    EXPECT_THAT(os::read_at(*file, 0, 4).value(), StartsWith("\177ELF"));
    EXPECT_EQ(library.file().value(), *file);
}

}  // namespace
}  // namespace hangar::run
