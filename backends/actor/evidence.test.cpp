// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <hangar/backends/actor/callees.test.hpp>
#include <hangar/backends/actor/cells.test.hpp>
#include <hangar/backends/actor/evidence.hpp>
#include <hangar/diag/hang/examiner_program.hpp>
#include <hangar/diag/os/temp_dir.test.hpp>
#include <sstream>

namespace hangar::actor {
namespace {

using namespace std::chrono_literals;
using runtime::Task;
using testing::HasSubstr;

std::string contents(const std::string& path) {
    std::ostringstream text;
    text << std::ifstream(path).rdbuf();
    return text.str();
}

class EvidenceTest : public testing::Test {
  protected:
    EvidenceTest() { ::setenv("HANGAR_DUMP_DIR", dir_.path().c_str(), 1); }
    ~EvidenceTest() override { ::unsetenv("HANGAR_DUMP_DIR"); }

    static TreeOptions options() {
        TreeOptions options;
        options.backend = "fork_worker";
        options.transport = ipc::Transport::pair;
        return options;
    }

    os::TempDir dir_;
};

TEST_F(EvidenceTest, OfATimeoutShowsTheWaitsAsTheyWereBeforeAnythingUnwound) {
    std::string message;
    const auto body = [&]() -> Task<void> {
        auto nursery = co_await open_nursery();
        const Portal child = co_await nursery.start_actor("slow");
        auto calling = [&]() -> Task<void> { co_await child.run<&wait_for_ever>(); };
        try {
            auto limited = fail_after_with_evidence(50ms, calling);
            co_await std::move(limited);
        } catch (const runtime::TimeoutError& e) {
            message = e.what();
        }
    };
    run_root(options(), body);
    EXPECT_THAT(message, HasSubstr("timed out after 0.05 s"));
    const auto at = message.find(dir_.path());
    ASSERT_NE(at, std::string::npos) << message;
    const std::string tasks = contents(message.substr(at) + "/tasks.txt");
    EXPECT_THAT(tasks, HasSubstr("slow to answer call 1"));
    EXPECT_THAT(tasks, HasSubstr("wait_for_ever"));
    // With the `hangar` program there is also what the kernel and the threads say.
    EXPECT_EQ(std::filesystem::exists(message.substr(at) + "/dump.json"),
              hang::find_examiner().has_value());
}

TEST_F(EvidenceTest, IsNotTakenOfABodyThatEndsInTime) {
    const auto body = [&]() -> Task<void> {
        auto quick = []() -> Task<int> {
            co_await runtime::checkpoint();
            co_return 3;
        };
        auto limited = fail_after_with_evidence(1h, quick);
        const int value = co_await std::move(limited);
        EXPECT_EQ(value, 3);
    };
    run_root(options(), body);
    EXPECT_TRUE(std::filesystem::is_empty(dir_.path()));
}

TEST_F(EvidenceTest, ACancellationFromOutsideIsNoTimeout) {
    bool timed_out = false;
    const auto body = [&]() -> Task<void> {
        auto inner = [&]() -> Task<void> {
            try {
                auto limited = fail_after_with_evidence(1h, wait_for_ever);
                co_await std::move(limited);
            } catch (const runtime::TimeoutError&) {
                timed_out = true;
            }
        };
        auto moved = runtime::move_on_after(1ms, inner);
        const bool completed = co_await std::move(moved);
        EXPECT_FALSE(completed);
    };
    run_root(options(), body);
    EXPECT_FALSE(timed_out);
}

}  // namespace
}  // namespace hangar::actor
