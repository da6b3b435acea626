// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>
#include <gtest/gtest.h>
#include <stdlib.h>
#include <unistd.h>

#include <filesystem>
#include <hangar/backends/actor/socket_path.hpp>
#include <optional>

namespace hangar::actor {
namespace {

class SocketPathTest : public testing::Test {
  protected:
    SocketPathTest() {
        if (const char* value = ::getenv(variable)) before_ = value;
    }
    ~SocketPathTest() override {
        before_ ? ::setenv(variable, before_->c_str(), 1) : ::unsetenv(variable);
        std::filesystem::remove_all(present_);
    }

    static std::filesystem::path directory_with(const std::string& runtime_dir) {
        ::setenv(variable, runtime_dir.c_str(), 1);
        return new_socket_path("actor").value().parent_path();
    }

    static constexpr const char* variable = "XDG_RUNTIME_DIR";
    const std::filesystem::path present_ = fmt::format("/tmp/hangar-path-test-{}", ::getpid());
    const std::filesystem::path fallback_ = fmt::format("/tmp/hangar-{}", ::getuid());

  private:
    std::optional<std::string> before_;
};

TEST_F(SocketPathTest, IsInTheRuntimeDirectory) {
    std::filesystem::create_directory(present_);
    EXPECT_EQ(directory_with(present_), present_ / "hangar");
}

TEST_F(SocketPathTest, IsBelowTmpWhereThereIsNoSuchDirectory) {
    EXPECT_EQ(directory_with(present_), fallback_);
}

TEST_F(SocketPathTest, IsBelowTmpWhereItWouldBeTooLong) {
    const auto deep = present_ / std::string(100, 'x');
    std::filesystem::create_directories(deep);
    EXPECT_EQ(directory_with(deep), fallback_);
}

}  // namespace
}  // namespace hangar::actor
