// SPDX-License-Identifier: Apache-2.0
// `hangar run` on a terminal of its own: the bar, keys, Ctrl-Z.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <signal.h>
#include <sys/wait.h>

#include <chrono>
#include <optional>
#include <thread>

#include <hangar/suites/runner/hangar_process.test.hpp>
#include <hangar/suites/runner/terminal_window.test.hpp>

namespace hangar::suites {
namespace {

using testing::HasSubstr;
using testing::Not;
using namespace std::chrono_literals;

// A hangar that leads the session of a terminal of this size.
class TerminalRun : public TerminalWindow {
  public:
    TerminalRun(unsigned short columns, std::vector<std::string> arguments)
        : TerminalWindow(std::move(arguments)), pid_(fork_leader(columns)) {
        if (pid_ == 0) execute();
    }
    ~TerminalRun() {
        if (!status_) ::kill(pid_, SIGKILL);
        wait();
    }
    // Its exit status.
    int wait() {
        if (!status_) read_to_the_end();
        int status = 0;
        if (!status_ && ::waitpid(pid_, &status, 0) == pid_)
            status_ = WIFEXITED(status) ? WEXITSTATUS(status) : -WTERMSIG(status);
        return *status_;
    }
    // Until it has stopped.
    void await_stop() const {
        int status = 0;
        ASSERT_EQ(::waitpid(pid_, &status, WUNTRACED), pid_);
        EXPECT_TRUE(WIFSTOPPED(status));
    }
    void go_on() const { ::kill(pid_, SIGCONT); }

  private:
    pid_t pid_;
    std::optional<int> status_;
};

TEST(ScreenTest, ATerminalHasABarAndWhatFailsAboveIt) {
    TerminalRun run(80, {"--filter=Steady.*", program("runner_attempts")});
    EXPECT_EQ(run.wait(), 1);
    EXPECT_THAT(run.shown(), HasSubstr("] 0/2  0:00"));
    EXPECT_THAT(run.shown(), HasSubstr("FAIL"));
    EXPECT_THAT(run.shown(), Not(HasSubstr("PASS ")));
    EXPECT_THAT(run.shown(), HasSubstr("hangar run --filter=Steady.Fails /"));
    EXPECT_THAT(run.shown(), testing::EndsWith("1 passed, 1 failed, 0 skipped\r\n"));
}

TEST(ScreenTest, APressedTTellsWhatRunsAndTheTerminalIsLeftAsItWas) {
    TerminalRun run(40, {"--filter=Then.WaitsForASignal", program("runner_slow")});
    ASSERT_TRUE(run.await("Then.WaitsFor"));
    EXPECT_TRUE(run.gives_keys());
    run.press("t");
    EXPECT_TRUE(run.await("1 running\r\n  runner_slow Then.WaitsForASignal: pid "));
    run.press("\x03");
    EXPECT_EQ(run.wait(), 130);
    EXPECT_TRUE(run.is_usual());
}

TEST(ScreenTest, CtrlZStopsTheTestsAndNoTimePassesForThem) {
    TerminalRun run(80, {"--timeout=2", "--slow=100", "--deadlock=off", "--grace=0.1",
                         "--filter=Then.WaitsForASignal", program("runner_slow")});
    ASSERT_TRUE(run.await("Then.WaitsForASignal"));
    run.press("\x1a");
    run.await_stop();
    EXPECT_TRUE(run.is_usual());
    std::this_thread::sleep_for(2500ms);  // longer than the timeout: that is the point
    run.go_on();
    EXPECT_EQ(run.wait(), 1);
    EXPECT_THAT(run.shown(), HasSubstr("TIMEOUT"));
    EXPECT_GE(run.lasted("Then.WaitsForASignal"), 2s + 2500ms);
}

// The longest of the lines that were drawn, from there on: a bar begins with \r or \n.
std::size_t widest(const std::string& shown, std::size_t from) {
    std::size_t widest = 0;
    for (auto at = from; at < shown.size();) {
        const auto end = std::min(shown.find_first_of("\r\n\x1b", at), shown.size());
        widest = std::max(widest, end - at);
        at = end + 1;
        if (end < shown.size() && shown[end] == '\x1b') at = shown.find_first_of("AJ", end) + 1;
    }
    return widest;
}

TEST(ScreenTest, ABarFitsANarrowTerminalAndOneThatBecomesNarrower) {
    TerminalRun run(60, {"--filter=Then.WaitsForASignal", program("runner_slow")});
    ASSERT_TRUE(run.await("runner_slow Then.WaitsForASignal"));
    EXPECT_LT(widest(run.shown(), run.shown().find("0/1")), 60U);
    run.resize(22);
    const auto before = run.shown().size();
    // Cut where the line ends, and drawn anew.
    ASSERT_TRUE(run.await(" s  runner_slo\r"));
    const auto end = run.shown().find(" s  runner_slo\r", before);
    const auto begin = run.shown().rfind("\x1b[J", end) + 3;
    EXPECT_LT(widest(run.shown().substr(0, end + 15), begin), 22U);
    EXPECT_NE(run.shown().find("0/1", begin), std::string::npos);
    run.press("\x03");
    EXPECT_EQ(run.wait(), 130);
}

TEST(ScreenTest, WithPlainProgressThereIsALineATestAndNoControlCharacter) {
    TerminalRun run(80, {"--progress=plain", "--filter=Steady.*", program("runner_attempts")});
    EXPECT_EQ(run.wait(), 1);
    EXPECT_THAT(run.shown(), HasSubstr("PASS "));
    EXPECT_THAT(run.shown(), Not(HasSubstr("\x1b")));
}

TEST(ScreenTest, ATerminalThatVanishesEndsTheTestsAndLeavesTheReports) {
    TerminalRun run(
        80, {"--grace=0.2", "--filter=First.*:Then.*:Last.*", "-j1", program("runner_slow")});
    ASSERT_TRUE(run.await("Then.WaitsForASignal"));
    run.vanish();
    EXPECT_EQ(run.wait(), 128 + SIGHUP);
    EXPECT_THAT(run.file("junit.xml"), HasSubstr("it had started when the run ended"));
    EXPECT_THAT(run.file("report.html"), HasSubstr("</html>"));
    EXPECT_THAT(run.file("events.jsonl"), HasSubstr("run-finished"));
}

}  // namespace
}  // namespace hangar::suites
