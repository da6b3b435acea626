// SPDX-License-Identifier: Apache-2.0
#include <fcntl.h>
#include <gtest/gtest.h>
#include <poll.h>
#include <pty.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <array>
#include <cstdlib>
#include <filesystem>

#include <hangar/diag/os/fd.hpp>
#include <hangar/diag/os/signals.hpp>
#include <hangar/harness/report/journal_reader.hpp>
#include <hangar/suites/runner/hangar_process.test.hpp>
#include <hangar/suites/runner/terminal_window.test.hpp>

namespace hangar::suites {
namespace {

using namespace std::chrono_literals;
using Clock = std::chrono::steady_clock;

constexpr tcflag_t line_flags = ICANON | ECHO;
constexpr int patience_ms = 60'000;

std::string folder_of_this_test() {
    return testing::TempDir() + "hangar_screen_" + std::to_string(::getpid()) +
           testing::UnitTest::GetInstance()->current_test_info()->name();
}

}  // namespace

TerminalWindow::TerminalWindow(std::vector<std::string> arguments)
    : folder_(folder_of_this_test()),
      command_({program("hangar"), "run", "--out", folder_, "--history=off"}) {
    command_.insert(command_.end(), arguments.begin(), arguments.end());
    std::filesystem::remove_all(folder_);
}

TerminalWindow::~TerminalWindow() {
    if (terminal_ >= 0) ::close(terminal_);
    std::error_code ignored;
    std::filesystem::remove_all(folder_, ignored);
}

pid_t TerminalWindow::fork_leader(unsigned short columns) {
    const winsize size{24, columns, 0, 0};
    const pid_t leader = ::forkpty(&terminal_, nullptr, nullptr, &size);
    if (leader == 0) os::reset_signals();  // whatever whoever started this program ignores
    return leader;
}

void TerminalWindow::execute() {
    std::vector<char*> pointers;
    for (auto& each : command_) pointers.push_back(each.data());
    pointers.push_back(nullptr);
    const std::string path = command_.front();
    command_.front() = "hangar";
    ::unsetenv("CI");
    ::setenv("TERM", "xterm", 1);
    ::execv(path.c_str(), pointers.data());
    ::_exit(127);
}

bool TerminalWindow::await(const std::string& text, std::size_t from) {
    const auto limit = Clock::now() + 60s;
    while (shown_.find(text, from) == std::string::npos && Clock::now() < limit)
        if (!read_some()) break;
    return shown_.find(text, from) != std::string::npos;
}

void TerminalWindow::read_to_the_end() {
    while (terminal_ >= 0 && read_some()) {
    }
}

bool TerminalWindow::show_until_readable(int fd) {
    for (;;) {
        std::array<pollfd, 2> ready{pollfd{fd, POLLIN, 0}, pollfd{terminal_, POLLIN, 0}};
        if (::poll(ready.data(), ready.size(), patience_ms) <= 0) return false;
        if (ready[0].revents != 0) return true;
        if (!read_some()) return false;
    }
}

bool TerminalWindow::read_some() {
    pollfd ready{terminal_, POLLIN, 0};
    if (::poll(&ready, 1, patience_ms) <= 0) return false;
    std::array<char, 4096> buffer{};
    const auto size = ::read(terminal_, buffer.data(), buffer.size());
    if (size > 0) shown_.append(buffer.data(), static_cast<std::size_t>(size));
    return size > 0;
}

void TerminalWindow::press(const std::string& keys) const {
    EXPECT_EQ(::write(terminal_, keys.data(), keys.size()), static_cast<ssize_t>(keys.size()));
}

void TerminalWindow::resize(unsigned short columns) const {
    const winsize size{24, columns, 0, 0};
    EXPECT_EQ(::ioctl(terminal_, TIOCSWINSZ, &size), 0);
}

void TerminalWindow::vanish() {
    ::close(terminal_);
    terminal_ = -1;
}

termios TerminalWindow::mode() const {
    termios mode{};
    EXPECT_EQ(::tcgetattr(terminal_, &mode), 0);
    return mode;
}

void TerminalWindow::set_mode(const termios& mode) const {
    EXPECT_EQ(::tcsetattr(terminal_, TCSANOW, &mode), 0);
}

bool TerminalWindow::is_usual() const {
    return (mode().c_lflag & line_flags) == line_flags;
}

bool TerminalWindow::gives_keys() const {
    return (mode().c_lflag & line_flags) == 0;
}

std::string TerminalWindow::file(const std::string& name) const {
    const auto opened = os::open_file(AT_FDCWD, folder_ + '/' + name, O_RDONLY);
    return opened ? os::read_all(opened->get()).value_or("") : "";
}

std::chrono::nanoseconds TerminalWindow::lasted(const std::string& test) const {
    std::chrono::nanoseconds sum{};
    const auto journal = report::read_journal(folder_ + "/events.jsonl").value();
    for (const auto& each : journal.events) {
        const auto* begun = std::get_if<events::TestStarted>(&each.event);
        const auto* end = std::get_if<events::TestFinished>(&each.event);
        if (begun && begun->test.test == test) sum -= each.at.time_since_epoch();
        if (end && end->test.test == test) sum += each.at.time_since_epoch();
    }
    return sum;
}

pid_t TerminalWindow::process_of(const std::string& test) const {
    pid_t pid = 0;
    const bool started = HangarProcess::await([&] {
        const auto journal = report::read_journal(folder_ + "/events.jsonl");
        if (!journal) return false;
        for (const auto& each : journal->events)
            if (const auto* begun = std::get_if<events::TestStarted>(&each.event))
                if (begun->test.test == test) pid = begun->pid;
        return pid != 0;
    });
    EXPECT_TRUE(started) << shown_;
    return pid;
}

}  // namespace hangar::suites
