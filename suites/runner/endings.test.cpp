// SPDX-License-Identifier: Apache-2.0
// Some hundreds of tests with every ending, compared count by count: in whatever order they run,
// however their processes come up, with and without retries, a test is told the same.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <cstdlib>
#include <fstream>
#include <numeric>

#include <hangar/suites/runner/hangar_process.test.hpp>

namespace hangar::suites {
namespace {

using testing::HasSubstr;

using Counts = std::map<std::string, int>;  // "crash C/Crashes" -> how many

// More where somebody asks for it.
std::string passes() {
    const char* asked = std::getenv("HANGAR_ENDINGS_PASSES");
    return asked == nullptr ? "200" : asked;
}

// What specimens/endings.main.cpp holds.
Counts expected_counts(bool linked, bool retried) {
    Counts counts{{"pass P/Passes", std::stoi(passes())},
                  {"fail F/Fails", 30},
                  {"fail F/Throws", 4},
                  {"skip S/Skips", 20},
                  {"crash C/Crashes", 8},
                  {"crash CrashesInAThread", 1},
                  {"exit-early E/ExitsEarly", 4},
                  {"leak L/Leaves", 4},
                  {"fail N/EndsBadly", 4},
                  {"timeout H/Hangs", 2},
                  {"fail BrokenSuite", 2},
                  {"pass Typed", 10},
                  {"pass V/Values", 6},
                  {"pass T/EndingsDeathTest", 4}};
    counts[retried ? "pass R/Flaky" : "fail R/Flaky"] = 6;
    if (!linked) return counts;
    counts["xfail X/Expected"] = 4;
    counts["xpass X/Unexpected"] = 3;
    return counts;
}

int sum_of(const Counts& counts, const std::vector<std::string>& outcomes) {
    int sum = 0;
    for (const auto& [what, count] : counts)
        for (const auto& outcome : outcomes)
            if (what.starts_with(outcome + ' ')) sum += count;
    return sum;
}

struct Totals {
    int passed, skipped, failed, all;
};

Totals totals_of(const Counts& counts) {
    const int passed = sum_of(counts, {"pass", "xfail"});
    const int skipped = sum_of(counts, {"skip"});
    const int all = std::accumulate(counts.begin(), counts.end(), 0,
                                    [](int sum, const auto& each) { return sum + each.second; });
    return {passed, skipped, all - passed - skipped, all};
}

Counts counts_of(const std::map<std::string, events::TestFinished>& ends) {
    Counts counts;
    for (const auto& [test, end] : ends) {
        const std::string suite =
            test.starts_with("Typed/") ? "Typed" : test.substr(0, test.find('.'));
        ++counts[std::string(events::text(end.outcome)) + ' ' + suite];
    }
    return counts;
}

// What must not depend on the order, the launcher or the machine.
std::string told_of(const events::TestFinished& end) {
    std::string told = std::string(events::text(end.outcome)) + " attempt " +
                       std::to_string(end.test.attempt) + (end.flaky ? " flaky" : "");
    if (end.exit_code) told += " status " + std::to_string(*end.exit_code);
    if (end.signal) told += " signal " + std::to_string(*end.signal);
    for (const auto& failure : end.failures) told += '\n' + failure;
    for (const auto& left : end.leaked) told += '\n' + left.cmdline;
    return told;
}

std::map<std::string, std::string> all_told(
    const std::map<std::string, events::TestFinished>& ends) {
    std::map<std::string, std::string> told;
    for (const auto& [test, end] : ends) told[test] = told_of(end);
    return told;
}

class EndingsTest : public testing::Test {
  protected:
    EndingsTest() {
        std::ofstream(config_) << "[[overrides]]\nfilter = '*Hangs*'\n"
                                  "timeout = 0.6\nslow = 0.5\ngrace = 20\n"
                                  "[[overrides]]\nfilter = '*Hangs*/1'\ngrace = 0.2\n";
    }
    ~EndingsTest() override { ::unlink(config_.c_str()); }

    HangarProcess run(const std::string& name, int seed, const std::string& launcher,
                      bool retried) const {
        std::vector<std::string> arguments{"run",      "-j4",  "--deadlock=off", "--progress=plain",
                                           "--config", config_};
        arguments.push_back("--seed=" + std::to_string(seed));
        arguments.push_back("--launcher=" + launcher);
        if (retried) arguments.emplace_back("--retries=1");
        arguments.push_back(program(name));
        return HangarProcess(arguments, {{"SPECIMEN_MARK", "77"}, {"SPECIMEN_PASSES", passes()}});
    }

    // Gives what was told of each.
    std::map<std::string, std::string> expect_counts(HangarProcess run, const Counts& expected) {
        EXPECT_EQ(run.wait(), 1);
        const auto ends = run.ends();
        EXPECT_EQ(counts_of(ends), expected);
        const auto [passed, skipped, failed, all] = totals_of(expected);
        const std::string out = run.out();
        EXPECT_EQ(out.substr(out.rfind('\n', out.size() - 2)),
                  "\n" + std::to_string(passed) + " passed, " + std::to_string(failed) +
                      " failed, " + std::to_string(skipped) + " skipped\n");
        EXPECT_NE(out.find("\n10 disabled\n"), std::string::npos);
        expect_junit(run.file("junit.xml"), all, failed, skipped);
        expect_page(run.file("report.html"), all);
        return all_told(ends);
    }

  private:
    static void expect_junit(const std::string& junit, int all, int failed, int skipped) {
        const auto number = [](int n) { return '"' + std::to_string(n) + '"'; };
        const auto begin = junit.find("<testsuites ");
        EXPECT_THAT(
            junit.substr(begin, junit.find('\n', begin) - begin),
            HasSubstr(" tests=" + number(all + 10) + " failures=" + number(failed) +
                      " errors=\"0\" skipped=" + number(skipped + 10) + " disabled=\"10\""));
        EXPECT_EQ(junit.find("<script"), std::string::npos);
        for (const char c : junit) {
            ASSERT_TRUE(static_cast<unsigned char>(c) >= ' ' || c == '\n' || c == '\t') << int{c};
        }
    }
    static void expect_page(const std::string& page, int all) {
        EXPECT_EQ(page.find("<script>alert"), std::string::npos);
        EXPECT_EQ(page.find("</failure><script"), std::string::npos);
        EXPECT_GT(page.size(), static_cast<std::size_t>(all) * 20);
    }

    std::string config_ = testing::TempDir() + "hangar_endings_" + std::to_string(::getpid()) +
                          testing::UnitTest::GetInstance()->current_test_info()->name() + ".toml";
};

void expect_same(const std::map<std::string, std::string>& told,
                 const std::map<std::string, std::string>& first, int seed) {
    EXPECT_EQ(told.size(), first.size());
    for (const auto& [test, what] : first) {
        ASSERT_TRUE(told.contains(test)) << test;
        EXPECT_EQ(told.at(test), what) << test << " with seed " << seed;
    }
}

TEST_F(EndingsTest, OfAPlainProgramAreTheSameInEveryOrder) {
    const auto expected = expected_counts(false, false);
    const auto first = expect_counts(run("runner_endings", 1, "auto", false), expected);
    expect_same(expect_counts(run("runner_endings", 2, "forkserver", false), expected), first, 2);
}

TEST_F(EndingsTest, OfALinkedProgramAreTheSameByBothLaunchers) {
    const auto expected = expected_counts(true, false);
    const auto first = expect_counts(run("runner_linked_endings", 1, "exec", false), expected);
    for (const int seed : {1, 2, 3, 4})
        expect_same(
            expect_counts(run("runner_linked_endings", seed, "forkserver", false), expected), first,
            seed);
}

TEST_F(EndingsTest, WithRetriesOnlyWhatIsFlakyPasses) {
    const auto expected = expected_counts(true, true);
    const auto first = expect_counts(run("runner_linked_endings", 3, "exec", true), expected);
    for (const int seed : {3, 4})
        expect_same(expect_counts(run("runner_linked_endings", seed, "forkserver", true), expected),
                    first, seed);
    EXPECT_EQ(expect_counts(run("runner_endings", 4, "auto", true), expected_counts(false, true))
                  .at("R/Flaky.FailsTheFirstTime/0"),
              first.at("R/Flaky.FailsTheFirstTime/0"));
}

}  // namespace
}  // namespace hangar::suites
