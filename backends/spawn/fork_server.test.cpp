// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <signal.h>
#include <stdlib.h>
#include <unistd.h>

#include <filesystem>
#include <hangar/backends/ipc/bytes.hpp>
#include <hangar/backends/spawn/fork_server.hpp>
#include <hangar/backends/spawn/fork_server_role.hpp>
#include <hangar/backends/spawn/watched_child.test.hpp>
#include <thread>

namespace hangar::spawn {
namespace {

using namespace std::chrono_literals;
using testing::HasSubstr;

constexpr const char* variable = "HANGAR_TEST_FORK_SERVER";

// What the children of this program's fork server do: the seed says it.
int be_child_of_test(ChildBoot boot) {
    const std::string what(ipc::text_of(boot.seed));
    if (what == "exit 7") return 7;
    if (what.starts_with(watched)) return be_watched(std::move(boot));
    if (what == "print") {
        std::fputs("no such luck\n", stderr);
        return 3;
    }
    const os::Fd pipe(std::stoi(what));
    const char* value = ::getenv(variable);
    const std::string here = std::filesystem::current_path();
    const bool written =
        os::write_all(pipe.get(), (value != nullptr ? value : "unset") + (" " + here)).has_value();
    while (written) ::pause();
    return 1;
}

class ForkServerTest : public testing::Test {
  protected:
    static os::Result<os::Pidfd> fork(ForkServer& server, const std::string& what) {
        return server.fork(request(what), BootOutput());
    }
    static SpawnRequest request(const std::string& what) {
        SpawnRequest request;
        request.name = "child";
        const auto bytes = ipc::bytes_of(what);
        request.seed.assign(bytes.begin(), bytes.end());
        return request;
    }
    static os::WaitStatus end_of(const os::Pidfd& child) {
        EXPECT_TRUE(child.wait_exit(os::Deadline::after(20s)).value());
        return child.collect().value().value();
    }
    static ForkServer start() { return ForkServer::start(20s).value(); }
    static os::Pidfd handle(const ForkServer& server) {
        return os::Pidfd::open(server.process()).value();
    }
    static std::string written_to(const os::Fd& pipe) {
        std::array<std::byte, 256> bytes{};
        EXPECT_TRUE(os::wait_readable(pipe.get(), os::Deadline::after(20s)).value());
        const auto n = os::read_some(pipe.get(), bytes).value();
        return std::string(ipc::text_of(std::span(bytes).first(n)));
    }
    static void kill_and_wait(const os::Pidfd& process) {
        ASSERT_TRUE(process.signal(SIGKILL));
        ASSERT_TRUE(process.wait_exit(os::Deadline::after(20s)).value());
    }
};

TEST_F(ForkServerTest, ForksChildrenOfOurs) {
    ForkServer server = start();
    for (int i = 0; i < 3; ++i)
        EXPECT_EQ(end_of(fork(server, "exit 7").value()), os::WaitStatus::exited(7));
    EXPECT_FALSE(server.has_ended());
}

TEST_F(ForkServerTest, AChildHasOurDescriptorsEnvironmentAndDirectoryOfToday) {
    ForkServer server = start();
    const auto before = std::filesystem::current_path();
    ::setenv(variable, "set since", 1);
    std::filesystem::current_path("/proc");
    auto pipe = os::make_pipe().value();
    SpawnRequest asked = request(std::to_string(pipe.second.get()));
    asked.inherit.push_back(std::move(pipe.second));
    const auto child = server.fork(asked, BootOutput());
    std::filesystem::current_path(before);
    ::unsetenv(variable);
    asked.inherit.clear();
    ASSERT_TRUE(child) << child.error().message();
    EXPECT_EQ(written_to(pipe.first), "set since /proc");
    kill_and_wait(*child);
    static_cast<void>(child->collect());
}

TEST_F(ForkServerTest, KeepsWhatAChildPrintedBeforeItBooted) {
    ForkServer server = start();
    const BootOutput output = BootOutput::make().value();
    const auto child = server.fork(request("print"), output);
    ASSERT_TRUE(child) << child.error().message();
    EXPECT_EQ(end_of(*child), os::WaitStatus::exited(3));
    EXPECT_THAT(output.tail(), HasSubstr("no such luck"));
}

TEST_F(ForkServerTest, ItsDeathIsReportedAndItsChildrenLiveOn) {
    ForkServer server = start();
    auto pipe = os::make_pipe().value();
    SpawnRequest asked = request(std::to_string(pipe.second.get()));
    asked.inherit.push_back(std::move(pipe.second));
    const auto child = server.fork(asked, BootOutput()).value();
    asked.inherit.clear();
    kill_and_wait(handle(server));
    EXPECT_TRUE(server.has_ended());
    const auto forked = fork(server, "exit 7");
    ASSERT_FALSE(forked);
    EXPECT_EQ(forked.error().code, EPIPE);
    EXPECT_THAT(forked.error().target, HasSubstr("signal 9 (SIGKILL)"));
    EXPECT_FALSE(child.wait_exit(os::Deadline::after(0s)).value());
    kill_and_wait(child);
    static_cast<void>(child.collect());
}

TEST_F(ForkServerTest, AnOrderThatReachesNobodyAnyMoreIsReported) {
    ForkServer server = start();
    const os::Pidfd process = handle(server);
    ASSERT_TRUE(process.signal(SIGSTOP));
    std::thread killer([&] {
        // The order is in its socket, and it will not read it.
        const auto socket = process.get_fd(fork_server_socket);
        EXPECT_TRUE(socket && os::wait_readable(socket->get(), os::Deadline::after(20s)).value());
        static_cast<void>(process.signal(SIGKILL));
    });
    const auto forked = fork(server, "exit 7");
    killer.join();
    ASSERT_FALSE(forked);
    EXPECT_EQ(forked.error().code, EPIPE);
    EXPECT_THAT(forked.error().target, HasSubstr("signal 9 (SIGKILL)"));
}

TEST_F(ForkServerTest, OneThatDoesNotAnswerIsKilledInTime) {
    ForkServer server = ForkServer::start(200ms).value();
    ASSERT_TRUE(handle(server).signal(SIGSTOP));
    const auto forked = fork(server, "exit 7");
    ASSERT_FALSE(forked);
    EXPECT_EQ(forked.error().code, ETIMEDOUT);
    EXPECT_TRUE(server.has_ended());
}

TEST_F(ForkServerTest, EndsWithItsOwnerAndIsCollected) {
    os::ProcessId process;
    {
        ForkServer server = start();
        process = server.process();
        EXPECT_TRUE(os::is_running(process));
    }
    EXPECT_FALSE(os::exists(process));
}

}  // namespace
}  // namespace hangar::spawn

int main(int argc, char** argv) {
    using namespace hangar::spawn;
    if (is_fork_server()) return serve_forks(&be_child_of_test);
    testing::InitGoogleMock(&argc, argv);
    return RUN_ALL_TESTS();
}
