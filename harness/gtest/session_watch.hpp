// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <gtest/gtest.h>

#include <map>
#include <string>
#include <vector>

#include <hangar/diag/os/process.hpp>
#include <hangar/diag/reap/runaway.hpp>
#include <hangar/diag/resources/trend.hpp>

namespace hangar {

struct SessionWatchOptions {
    // The runner ends what a test leaves, and puts it down to the test: nothing is ended here.
    bool under_runner = false;
    bool kill_runaways = false;  // HANGAR_KILL_RUNAWAYS=1
    // When the table of resources is printed: if something accumulates, or in any case, or never
    // (HANGAR_TREND=auto|always|never).
    enum class Table { if_accumulating, always, never } table = Table::if_accumulating;
};

// Always on in a program with HANGAR_MAIN: sees after each test which children it left running, and
// whether one of them keeps a processor busy though its test is over; at the end it ends what is
// left, says which test left it, and tells an accumulating leak from a one-off. While no test
// leaves anything it costs tens of microseconds a test, whatever else runs on the machine.
// Nothing is collected before the end, and then by pid.
class SessionWatch final : public testing::EmptyTestEventListener {
  public:
    explicit SessionWatch(SessionWatchOptions options) : options_(options) {}

    void OnTestProgramStart(const testing::UnitTest& program) override;
    void OnTestEnd(const testing::TestInfo& test) override;
    void OnTestProgramEnd(const testing::UnitTest& program) override;

  private:
    [[nodiscard]] bool follows_trend(const testing::UnitTest& program) const;
    void measure(const std::vector<os::ProcessId>& children, const std::string& test);
    void note_children(const std::vector<os::ProcessId>& children, const std::string& test);
    void look_for_runaways();
    void reap_the_rest();
    void print_trend() const;

    SessionWatchOptions options_;
    std::vector<os::ProcessId> before_;
    std::map<os::ProcessId, std::string> left_;  // by which test
    reap::RunawayDetector runaways_;
    diag::ResourceTrend trend_;
    bool measures_ = false;
};

// As the environment says.
[[nodiscard]] SessionWatchOptions session_watch_options(bool under_runner);

}  // namespace hangar
