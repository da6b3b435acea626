// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include <hangar/diag/os/deadline.hpp>

namespace hangar::run {

// What a process that outlives its test makes of the test. It is ended in any case.
enum class Leaks { fail, report, off };

// What a proven deadlock makes of a test: it ends at once, it is only reported, or nobody looks.
enum class Deadlock { end, report, off };

// What may differ from test to test.
struct TestRules {
    os::Duration timeout = std::chrono::seconds(60);
    os::Duration slow = std::chrono::seconds(10);
    os::Duration grace = std::chrono::seconds(3);
    Leaks leaks = Leaks::fail;
    Deadlock deadlock = Deadlock::end;
    int retries = 0;           // more attempts if it fails
    bool flaky_fails = false;  // if it passes only then, it counts as failed
    std::string group{};       // of tests of which few run at a time; empty: none
    int slots = 1;             // of --jobs that it takes
    friend bool operator==(const TestRules&, const TestRules&) = default;
};

// Rules of its own for some tests: of those values that are named, the others stay.
class RuleOverride {
  public:
    // "timeout", "slow", "grace", "leaks", "deadlock", "retries", "flaky", "group", "slots".
    [[nodiscard]] static bool knows(std::string_view name) noexcept;

    std::string filter;  // GoogleTest's syntax; empty: every test
    std::string binary;  // a pattern with `*` and `?` of the program's name; empty: every program
    TestRules values;

    // Requires: knows(name).
    void take(std::string_view name) { taken_.emplace_back(name); }
    [[nodiscard]] bool empty() const noexcept { return taken_.empty(); }
    [[nodiscard]] bool concerns(std::string_view program, std::string_view test) const;
    void apply_to(TestRules& rules) const;

  private:
    std::vector<std::string> taken_;
};

// The rules of each test of a run: those of all, changed by each override that concerns it, in
// their order; times multiplied by the scale. What it gives out stays valid as long as it lives.
class RuleBook {
  public:
    RuleBook(TestRules all, std::vector<RuleOverride> overrides, double time_scale = 1);
    [[nodiscard]] const TestRules& rules_of(std::string_view program, std::string_view test);

  private:
    TestRules all_;
    std::vector<RuleOverride> overrides_;
    double time_scale_;
    std::map<std::vector<bool>, TestRules> known_;  // by which overrides concern a test
};

}  // namespace hangar::run
