// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <stdlib.h>
#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <hangar/backends/actor/cells.test.hpp>
#include <hangar/backends/actor/log.hpp>
#include <hangar/backends/spawn/child_reset.hpp>

namespace hangar::actor {
namespace {

using runtime::Task;
using testing::HasSubstr;

// How the children of this program are to end before they have booted: by the environment, which a
// forked child and an executed one both have.
constexpr const char* variable = "HANGAR_TEST_BOOT";

void end_before_boot() noexcept {
    const char* how = std::getenv(variable);
    if (how == nullptr) return;
    std::fputs("no luck today\n", stderr);
    if (std::strcmp(how, "exit") == 0) ::_exit(7);
    if (std::strcmp(how, "abort") == 0) std::abort();
    if (std::strcmp(how, "silence") == 0) ::pause();
}

const bool in_forked = (spawn::on_child_reset(&end_before_boot), true);
const bool in_executed =
    (std::getenv("HANGAR_ACTOR") != nullptr ? end_before_boot() : void(), true);

class BootTest : public ActorTest {
  protected:
    void TearDown() override { ::unsetenv(variable); }

    static std::string error_of_boot(const char* how, TreeOptions options) {
        ::setenv(variable, how, 1);
        std::string what;
        run_root(options, [&]() -> Task<void> {
            auto nursery = co_await open_nursery();
            try {
                co_await nursery.start_actor("unlucky");
            } catch (const BootError& e) {
                what = e.what();
            }
        });
        return what;
    }
};

TEST_P(BootTest, AChildThatExitsIsReportedWithItsStatusAndItsLastOutput) {
    const std::string what = error_of_boot("exit", options());
    EXPECT_THAT(what, HasSubstr("unlucky"));
    EXPECT_THAT(what, HasSubstr("exit status 7"));
    EXPECT_THAT(what, HasSubstr("no luck today"));
}

TEST_P(BootTest, AChildThatAbortsIsReportedWithItsSignal) {
    EXPECT_THAT(error_of_boot("abort", options()), HasSubstr("SIGABRT"));
}

TEST_P(BootTest, AChildThatKeepsSilentIsEndedAtTheLimit) {
    TreeOptions quick = options();
    quick.boot_limit = std::chrono::milliseconds(200);
    const std::string what = error_of_boot("silence", quick);
    EXPECT_THAT(what, HasSubstr("kept silent"));
    EXPECT_THAT(what, HasSubstr("SIGKILL"));
}

INSTANTIATE_TEST_SUITE_P(
    Cells, BootTest,
    testing::Combine(testing::ValuesIn(backends_with({spawn::Carrier::process})),
                     testing::Values(ipc::Transport::pair, ipc::Transport::uds,
                                     ipc::Transport::tcp)),
    cell_name);

// What a child that boots prints of its boot at the parent's log level.
std::string boot_log(const std::string& backend) {
    set_log_levels(LogLevels::parse("boot:debug").value());
    testing::internal::CaptureStderr();
    TreeOptions options;
    options.backend = backend;
    run_root(options, []() -> Task<void> {
        auto nursery = co_await open_nursery();
        co_await nursery.start_actor("told");
    });
    set_log_levels(LogLevels());
    return testing::internal::GetCapturedStderr();
}

TEST(BootLogTest, AChildThatIsToldAtBirthKnowsItsLogLevelsBeforeItDials) {
    EXPECT_THAT(boot_log("vfork_exec"), HasSubstr("told dials"));
    EXPECT_THAT(boot_log("exec"), testing::Not(HasSubstr("told dials")));
}

TEST(BootErrorTest, ARefusedBackendNamesTheOneThatWorks) {
    std::string what;
    run_root({}, [&]() -> Task<void> {
        auto nursery = co_await open_nursery();
        try {
            const ActorOptions refused{"thread_fork"};
            co_await nursery.start_actor("child", refused);
        } catch (const runtime::OsError& e) {
            what = e.what();
        }
    });
    EXPECT_THAT(what, HasSubstr("fork_worker"));
}

}  // namespace
}  // namespace hangar::actor
