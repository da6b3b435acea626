// SPDX-License-Identifier: Apache-2.0
// Tests that leave something behind, under the fixtures that find it; fixtures.test.cpp says what
// must become of each.
#include <fcntl.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <atomic>
#include <cstdlib>
#include <hangar/diag/os/pidfd.hpp>
#include <hangar/diag/os/sockets.hpp>
#include <hangar/harness.hpp>
#include <optional>
#include <vector>

namespace {

using namespace std::chrono_literals;

// Runs when this returns.
pid_t start_sleeper() {
    int ends[2];
    EXPECT_EQ(::pipe2(ends, O_CLOEXEC), 0);
    const pid_t pid = ::fork();
    if (pid == 0) {
        ::signal(SIGINT, SIG_DFL);
        ::execl("/bin/sleep", "sleep", "300", static_cast<char*>(nullptr));
        ::_exit(127);
    }
    ::close(ends[1]);
    char none = 0;
    EXPECT_EQ(::read(ends[0], &none, 1), 0);
    ::close(ends[0]);
    return pid;
}

pid_t make_zombie(int status) {
    const pid_t pid = ::fork();
    if (pid == 0) ::_exit(status);
    siginfo_t info{};
    EXPECT_EQ(::waitid(P_PID, static_cast<id_t>(pid), &info, WEXITED | WNOWAIT), 0);
    return pid;
}

// A child from before every test, which nobody may touch.
pid_t early_child = 0;
class EarlyChild : public testing::Environment {
  public:
    void SetUp() override { early_child = make_zombie(42); }
    void TearDown() override {
        int status = 0;
        EXPECT_EQ(::waitpid(early_child, &status, 0), early_child) << "its status was stolen";
        EXPECT_EQ(WEXITSTATUS(status), 42);
    }
};
[[maybe_unused]] const auto* const early = testing::AddGlobalTestEnvironment(new EarlyChild);

class Reaped : public hangar::ReapedTest {};

TEST_F(Reaped, LeavesNothing) {
    const pid_t pid = make_zombie(3);
    int status = 0;
    EXPECT_EQ(::waitpid(pid, &status, 0), pid);
}
TEST_F(Reaped, LeavesAProcess) {
    start_sleeper();
}
TEST_F(Reaped, LeavesAZombie) {
    make_zombie(7);
}
TEST_F(Reaped, KeepsTheStatusesOfDeathTestsAndOfItsOwnWaits) {
    const pid_t own = make_zombie(5);
    for (int i = 0; i < 20; ++i) EXPECT_DEATH(::abort(), "");
    for (int i = 0; i < 20; ++i) EXPECT_EXIT(::_exit(3), testing::ExitedWithCode(3), "");
    int status = 0;
    EXPECT_EQ(::waitpid(own, &status, 0), own);
    EXPECT_EQ(WEXITSTATUS(status), 5);
}

TEST(PlainReaper, FailsOnAZombieIfItIsToldTo) {
    const hangar::TestReaper reaper(
        {.on_survivor = hangar::OnLeak::fail, .on_zombie = hangar::OnLeak::fail, .grace = 1s});
    make_zombie(7);
}

std::vector<int> kept;
void keep_a_descriptor() {
    kept.push_back(::open("/dev/null", O_RDONLY | O_CLOEXEC));
}

TEST(Plain, LeaksADescriptorInABlock) {
    const hangar::diag::ResourceDeltas deltas{
        "block", {.fail_on = hangar::Leak::Fds | hangar::Leak::Children}};
    keep_a_descriptor();
}
class Resources : public hangar::ResourceDeltasTest {};
TEST_F(Resources, LeavesNothing) {}
TEST_F(Resources, LeaksADescriptor) {
    keep_a_descriptor();
}

// The directory of the actors' socket files, by the variable that the test sets.
std::string socket_path(pid_t pid) {
    return std::string(std::getenv("XDG_RUNTIME_DIR")) + "/hangar/x@" + std::to_string(pid) +
           ".sock";
}
class Sockets : public hangar::SocketFilesTest {};
TEST_F(Sockets, LeavesAFileThatNobodyAnswersTo) {
    EXPECT_TRUE(hangar::os::listen_unix(socket_path(::getpid())).has_value());
}
std::optional<hangar::os::Fd> listener;
TEST_F(Sockets, LeavesAListener) {
    listener = *hangar::os::listen_unix(socket_path(::getpid()));
}

// For the session.
TEST(Session, LeavesAProcess) {
    start_sleeper();
}
[[gnu::noinline]] void run_away() {
    for (std::atomic<unsigned> turns = 0;; ++turns) {
    }
}
TEST(Session, LeavesARunaway) {
    if (::fork() == 0) run_away();
}
TEST(Session, DoesSomethingElse) {}

class Trend : public testing::TestWithParam<int> {};
TEST_P(Trend, KeepsADescriptorEachTime) {
    keep_a_descriptor();
}
INSTANTIATE_TEST_SUITE_P(Many, Trend, testing::Range(0, 8));
class Once : public testing::TestWithParam<int> {};
TEST_P(Once, KeepsADescriptorTheFirstTime) {
    if (GetParam() == 0) keep_a_descriptor();
}
INSTANTIATE_TEST_SUITE_P(Many, Once, testing::Range(0, 8));

}  // namespace

HANGAR_MAIN();
