// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>
#include <sys/time.h>
#include <sys/wait.h>

#include <array>
#include <cerrno>
#include <hangar/diag/os/child.test.hpp>
#include <hangar/diag/os/run_in_handler.hpp>
#include <string>

namespace hangar::os {
namespace {

using namespace std::chrono_literals;

bool run_shell(std::string script, std::chrono::milliseconds limit) {
    std::string name = "sh";
    std::string option = "-c";
    const std::array<char*, 4> arguments{name.data(), option.data(), script.data(), nullptr};
    const std::array<char*, 1> environment{nullptr};
    return run_in_handler("/bin/sh", arguments.data(), environment.data(), limit);
}

bool has_children() {
    return ::waitpid(-1, nullptr, WNOHANG) >= 0 || errno != ECHILD;
}

volatile sig_atomic_t alarms = 0;

// A signal that is handled, again and again.
class Alarms {
  public:
    Alarms() {
        struct sigaction action {};
        action.sa_handler = [](int) { alarms = alarms + 1; };
        ::sigaction(SIGALRM, &action, &before_);
        const itimerval often{{0, 5000}, {0, 5000}};
        ::setitimer(ITIMER_REAL, &often, nullptr);
    }
    ~Alarms() {
        const itimerval never{};
        ::setitimer(ITIMER_REAL, &never, nullptr);
        ::sigaction(SIGALRM, &before_, nullptr);
    }
    Alarms(const Alarms&) = delete;
    Alarms& operator=(const Alarms&) = delete;

  private:
    struct sigaction before_ {};
};

TEST(RunInHandlerTest, SaysWhetherTheProgramExitedWith0) {
    EXPECT_TRUE(run_shell("exit 0", 1min));
    EXPECT_FALSE(run_shell("exit 3", 1min));
    EXPECT_FALSE(has_children());
}

TEST(RunInHandlerTest, AProgramThatTakesTooLongIsKilled) {
    const auto bound = Deadline::after(30s);
    EXPECT_FALSE(run_shell("exec sleep 60", 100ms));
    EXPECT_FALSE(bound.passed());
    EXPECT_FALSE(has_children());
}

TEST(RunInHandlerTest, SignalsThatArriveMeanwhileDoNotEndIt) {
    const Alarms often;
    EXPECT_TRUE(run_shell("sleep 0.2", 1min));
    EXPECT_GT(alarms, 1);
}

TEST(RunInHandlerTest, WithoutADescriptorLeftTheLimitHoldsToo) {
    EXPECT_TRUE(without_free_fd([] { return run_shell("exit 0", 1min); }));
    const auto bound = Deadline::after(30s);
    EXPECT_FALSE(without_free_fd([] { return run_shell("exec sleep 60", 100ms); }));
    EXPECT_FALSE(bound.passed());
    EXPECT_FALSE(has_children());
}

}  // namespace
}  // namespace hangar::os
