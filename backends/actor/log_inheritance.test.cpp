// SPDX-License-Identifier: Apache-2.0
// That children log at their parent's levels, and each line says who speaks.
#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <hangar/backends/actor/cells.test.hpp>
#include <hangar/backends/actor/log.hpp>

namespace hangar::actor {
namespace {

using runtime::Task;
using testing::ContainsRegex;

void say_debug(const std::string& text) {
    log(LogLevel::debug, "actor", text);
}

class LogInheritanceTest : public testing::TestWithParam<std::string> {
  protected:
    LogInheritanceTest() { set_log_levels(LogLevels::parse("actor:debug").value()); }
    ~LogInheritanceTest() override { set_log_levels(LogLevels()); }
};

TEST_P(LogInheritanceTest, AChildSaysWhatItsParentWouldAndWhoItIs) {
    testing::internal::CaptureStderr();
    TreeOptions options;
    options.backend = GetParam();
    run_root(options, []() -> Task<void> {
        auto nursery = co_await open_nursery();
        const Portal child = co_await nursery.start_actor("told");
        co_await child.run<&say_debug>("by the child");
    });
    EXPECT_THAT(testing::internal::GetCapturedStderr(),
                ContainsRegex("debug +actor +\\[told/[^]]+\\] by the child\n"));
}

INSTANTIATE_TEST_SUITE_P(Backends, LogInheritanceTest, testing::ValuesIn(backends_with()),
                         [](const auto& key) { return key.param; });

}  // namespace
}  // namespace hangar::actor
