// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>
#include <gtest/gtest-spi.h>
#include <signal.h>

#include <filesystem>
#include <hangar/backends/actor/actor_nursery.hpp>
#include <hangar/backends/actor/root.hpp>
#include <hangar/backends/runtime/errors.hpp>
#include <hangar/backends/runtime/runtime.hpp>
#include <hangar/diag/os/proc_children.hpp>
#include <hangar/harness/gtest/daemon.hpp>
#include <set>

namespace hangar {
namespace {

using namespace std::chrono_literals;
using testing::AllOf;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

// A program with HANGAR_MAIN, which is not this one.
DaemonOptions of_a_program(ipc::Transport transport = ipc::Transport::uds) {
    DaemonOptions options;
    options.program =
        std::filesystem::read_symlink("/proc/self/exe").parent_path() / "harness_gtest_actors";
    options.tree.transport = transport;
    options.tree.backend = "thread";
    return options;
}

DaemonOptions of_a_script(const char* script) {
    DaemonOptions options;
    options.program = "/bin/sh";
    options.arguments = {"-c", script};
    return options;
}

std::string refusal(const DaemonOptions& options) {
    try {
        const Daemon daemon(options);
    } catch (const DaemonError& e) {
        return e.what();
    }
    return "it came up";
}

class DaemonTest : public testing::TestWithParam<ipc::Transport> {
  protected:
    void TearDown() override {
        const auto left = os::children_of_this_process();
        ASSERT_TRUE(left);
        EXPECT_THAT(*left, IsEmpty()) << "a daemon is left";
    }
};

TEST_P(DaemonTest, IsReachedAtItsAddressAndEndsWhenItIsAskedThere) {
    Daemon daemon(of_a_program(GetParam()));
    actor::TreeOptions ours;
    ours.backend = "thread";
    ours.transport = GetParam();
    actor::run_root(daemon.guest_options(ours), [&]() -> runtime::Task<void> {
        auto nursery = co_await actor::open_nursery();
        auto dialling = nursery.dial(daemon.address());
        const actor::Portal there = co_await std::move(dialling);
        EXPECT_EQ(there.identity().name, "daemon");
        EXPECT_EQ(there.identity().process, daemon.process().id());
        auto ending = there.cancel_actor();
        co_await std::move(ending);
    });
    EXPECT_TRUE(daemon.process().wait_exit(os::Deadline::after(20s)).value());
    EXPECT_EQ(daemon.end(), os::WaitStatus::exited(0));
}

TEST_P(DaemonTest, HasAnAddressThatNoOtherHas) {
    const Daemon one(of_a_program(GetParam()));
    const Daemon two(of_a_program(GetParam()));
    const Daemon three(of_a_program(GetParam()));
    const std::set addresses{one.address().text(), two.address().text(), three.address().text()};
    EXPECT_THAT(addresses, SizeIs(3));
}

TEST_P(DaemonTest, EndsInOrderWithItsScope) {
    Daemon daemon(of_a_program(GetParam()));
    const std::string address = daemon.address().text();
    EXPECT_EQ(daemon.end(), os::WaitStatus::exited(0));
    EXPECT_EQ(daemon.end(), os::WaitStatus::exited(0)) << "the same, a second time";
    if (const auto* uds = daemon.address().get_if<ipc::UdsAddress>()) {
        EXPECT_FALSE(std::filesystem::exists(uds->path)) << "its socket file";
    }
}

TEST_P(DaemonTest, FailsTheRunningTestIfItDoesAndLeavesNoSocketFile) {
    std::filesystem::path file;
    const auto lose_one = [&] {
        const Daemon daemon(of_a_program(GetParam()));
        if (const auto* uds = daemon.address().get_if<ipc::UdsAddress>()) file = uds->path;
        EXPECT_TRUE(daemon.process().signal(SIGKILL));
        EXPECT_TRUE(daemon.process().wait_exit(os::Deadline::after(20s)).value());
    };
    testing::TestPartResultArray failures;
    {
        const testing::ScopedFakeTestPartResultReporter reporter(
            testing::ScopedFakeTestPartResultReporter::INTERCEPT_ONLY_CURRENT_THREAD, &failures);
        lose_one();
    }
    ASSERT_EQ(failures.size(), 1);
    EXPECT_THAT(failures.GetTestPartResult(0).message(),
                AllOf(HasSubstr("a daemon's end: "), HasSubstr("SIGKILL")));
    EXPECT_FALSE(!file.empty() && std::filesystem::exists(file)) << file;
}

INSTANTIATE_TEST_SUITE_P(Transports, DaemonTest,
                         testing::Values(ipc::Transport::pair, ipc::Transport::uds,
                                         ipc::Transport::tcp),
                         [](const auto& each) {
                             return std::string(ipc::transport_key(each.param));
                         });

class DaemonStartTest : public DaemonTest {};

TEST_P(DaemonStartTest, SaysHowOneEndedThatWasNotReady) {
    EXPECT_THAT(refusal(of_a_script("echo no luck today >&2; exit 3")),
                AllOf(HasSubstr("daemon daemon ended before it was ready: exit status 3"),
                      HasSubstr("its last output: no luck today")));
}

TEST_P(DaemonStartTest, EndsOneThatKeepsSilent) {
    DaemonOptions silent = of_a_script("echo starting; exec sleep 100");
    silent.ready_limit = 300ms;
    EXPECT_THAT(refusal(silent), AllOf(HasSubstr("kept silent and was ended: signal 15 (SIGTERM)"),
                                       HasSubstr("its last output: starting")));
}

TEST_P(DaemonStartTest, IsNotDeceivedByOneThatSaysSomethingElse) {
    EXPECT_THAT(refusal(of_a_script("eval \"echo hello >&${HANGAR_DAEMON%%:*}\"; exec sleep 100")),
                HasSubstr("kept silent and was ended"));
}

TEST_P(DaemonStartTest, ThrowsInAProgramThatCannotBeOne) {
    try {
        const Daemon this_program;
        FAIL() << "it came up";
    } catch (const runtime::OsError& e) {
        EXPECT_THAT(e.what(), HasSubstr("main does not begin with HANGAR_MAIN"));
    }
}

TEST_P(DaemonStartTest, ThrowsWhenThereIsNoSuchProgram) {
    DaemonOptions missing;
    missing.program = "/no/such/program";
    EXPECT_THROW(Daemon{missing}, runtime::OsError);
}

INSTANTIATE_TEST_SUITE_P(Once, DaemonStartTest, testing::Values(ipc::Transport::uds),
                         [](const auto&) { return std::string("any"); });

}  // namespace
}  // namespace hangar
