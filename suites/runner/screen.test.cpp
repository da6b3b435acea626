// SPDX-License-Identifier: Apache-2.0
// `hangar run` on a terminal of its own: the bar, keys, Ctrl-Z.
#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <poll.h>
#include <pty.h>
#include <signal.h>
#include <sys/ioctl.h>
#include <sys/wait.h>
#include <termios.h>
#include <unistd.h>

#include <chrono>
#include <filesystem>
#include <optional>
#include <thread>

#include <hangar/diag/os/fd.hpp>
#include <hangar/harness/report/journal_reader.hpp>
#include <hangar/suites/runner/hangar_process.test.hpp>

namespace hangar::suites {
namespace {

using testing::HasSubstr;
using testing::Not;
using Clock = std::chrono::steady_clock;
using namespace std::chrono_literals;

// A hangar that leads the session of a terminal of this size.
class TerminalRun {
  public:
    TerminalRun(unsigned short columns, std::vector<std::string> arguments) {
        arguments.insert(arguments.begin(), {"hangar", "run", "--out", folder_, "--history=off"});
        std::vector<char*> pointers;
        for (auto& each : arguments) pointers.push_back(each.data());
        pointers.push_back(nullptr);
        const std::string path = program("hangar");
        winsize size{24, columns, 0, 0};
        std::filesystem::remove_all(folder_);
        pid_ = ::forkpty(&terminal_, nullptr, nullptr, &size);
        if (pid_ != 0) return;
        ::unsetenv("CI");
        ::setenv("TERM", "xterm", 1);
        ::execv(path.c_str(), pointers.data());
        ::_exit(127);
    }
    ~TerminalRun() {
        if (!status_) ::kill(pid_, SIGKILL);
        wait();
        if (terminal_ >= 0) ::close(terminal_);
        std::filesystem::remove_all(folder_);
    }
    // Until what was shown has this text; false after a minute.
    bool await(const std::string& text) {
        const auto limit = Clock::now() + 60s;
        while (shown_.find(text) == std::string::npos && Clock::now() < limit)
            if (!read_some()) break;
        return shown_.find(text) != std::string::npos;
    }
    void press(char key) const { EXPECT_EQ(::write(terminal_, &key, 1), 1); }
    // Its exit status.
    int wait() {
        while (!status_ && terminal_ >= 0 && read_some()) {
        }
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
    void resize(unsigned short columns) const {
        const winsize size{24, columns, 0, 0};
        EXPECT_EQ(::ioctl(terminal_, TIOCSWINSZ, &size), 0);
    }
    // Whoever sits there closes the window. What was shown can be read no more.
    void vanish() {
        ::close(terminal_);
        terminal_ = -1;
    }
    [[nodiscard]] std::string file(const std::string& name) const {
        const auto opened = os::open_file(AT_FDCWD, folder_ + '/' + name, O_RDONLY);
        return opened ? os::read_all(opened->get()).value_or("") : "";
    }
    void go_on() const { ::kill(pid_, SIGCONT); }
    [[nodiscard]] bool echoes() const {
        termios mode{};
        return ::tcgetattr(terminal_, &mode) == 0 && (mode.c_lflag & ECHO) != 0;
    }
    // From a test's beginning to its end, by the journal.
    [[nodiscard]] Clock::duration lasted(const std::string& test) const {
        Clock::duration sum{};
        const auto journal = report::read_journal(folder_ + "/events.jsonl").value();
        for (const auto& each : journal.events) {
            const auto* begun = std::get_if<events::TestStarted>(&each.event);
            const auto* end = std::get_if<events::TestFinished>(&each.event);
            if (begun && begun->test.test == test) sum -= each.at.time_since_epoch();
            if (end && end->test.test == test) sum += each.at.time_since_epoch();
        }
        return sum;
    }
    [[nodiscard]] const std::string& shown() const noexcept { return shown_; }

  private:
    bool read_some() {
        pollfd ready{terminal_, POLLIN, 0};
        if (::poll(&ready, 1, 60'000) <= 0) return false;
        char buffer[4096];
        const auto size = ::read(terminal_, buffer, sizeof buffer);
        if (size > 0) shown_.append(buffer, static_cast<std::size_t>(size));
        return size > 0;
    }

    std::string folder_ = testing::TempDir() + "hangar_screen_" + std::to_string(::getpid()) +
                          testing::UnitTest::GetInstance()->current_test_info()->name();
    int terminal_ = -1;
    pid_t pid_ = -1;
    std::optional<int> status_;
    std::string shown_;
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
    ASSERT_TRUE(run.await("Then.WaitsForASignal"));
    EXPECT_FALSE(run.echoes());
    run.press('t');
    EXPECT_TRUE(run.await("1 running\r\n  runner_slow Then.WaitsForASignal: pid "));
    run.press('\x03');
    EXPECT_EQ(run.wait(), 130);
    EXPECT_TRUE(run.echoes());
}

TEST(ScreenTest, CtrlZStopsTheTestsAndNoTimePassesForThem) {
    TerminalRun run(80, {"--timeout=2", "--slow=100", "--deadlock=off", "--grace=0.1",
                         "--filter=Then.WaitsForASignal", program("runner_slow")});
    ASSERT_TRUE(run.await("Then.WaitsForASignal"));
    run.press('\x1a');
    run.await_stop();
    EXPECT_TRUE(run.echoes());
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
    run.press('\x03');
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
