// SPDX-License-Identifier: Apache-2.0
// hangar.toml, and what is remembered from one run to the next.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <set>

#include <hangar/suites/runner/hangar_process.test.hpp>

namespace hangar::suites {
namespace {

namespace fs = std::filesystem;
using events::Outcome;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::StartsWith;

// A folder with a hangar.toml, gone at the end.
class ConfigTest : public testing::Test {
  protected:
    ConfigTest() { fs::create_directories(folder_ + "/below"); }
    ~ConfigTest() override { fs::remove_all(folder_); }

    void write(const std::string& text) const { std::ofstream(file()) << text; }
    [[nodiscard]] std::string file() const { return folder_ + "/hangar.toml"; }
    HangarProcess run(std::vector<std::string> arguments) const {
        arguments.insert(arguments.begin(), {"run", "--config", file()});
        arguments.push_back(program("runner_attempts"));
        return HangarProcess(std::move(arguments));
    }

    std::string folder_ = testing::TempDir() + "hangar_config_" +
                          testing::UnitTest::GetInstance()->current_test_info()->name();
};

// The tests that ran at the same time as one of that name.
std::set<std::string> beside(const HangarProcess& hangar, const std::string& test) {
    std::set<std::string> running;
    std::set<std::string> met;
    for (const auto& each : hangar.events()) {
        if (const auto* begun = std::get_if<events::TestStarted>(&each.event))
            running.insert(begun->test.test);
        if (running.contains(test)) met.insert(running.begin(), running.end());
        if (const auto* end = std::get_if<events::TestFinished>(&each.event))
            running.erase(end->test.test);
    }
    met.erase(test);
    return met;
}

TEST_F(ConfigTest, OptionsProfilesAndOverridesApply) {
    write(
        "retries = 1\n[profile.ci]\ntimeout = 0.3\n"
        "[[profile.ci.overrides]]\nfilter = 'Flaky.Crash*'\nretries = 2\n");
    HangarProcess hangar = run({"--profile=ci", "--filter", "Flaky.*"});
    EXPECT_EQ(hangar.wait(), 0) << hangar.out() << hangar.errors();
    EXPECT_EQ(hangar.ends().at("Flaky.CrashesTwice").test.attempt, 3);
    EXPECT_EQ(hangar.ends().at("Flaky.HangsOnce").test.attempt, 2);
}

TEST_F(ConfigTest, ItIsFoundInAFolderAboveTheCurrentOne) {
    write("filter = 'Steady.Passes'\n");
    auto hangar =
        HangarProcess::after("cd '" + folder_ + "/below'", {"run", program("runner_attempts")});
    EXPECT_EQ(hangar.wait(), 0) << hangar.errors();
    EXPECT_EQ(hangar.ends().size(), 1U);
}

TEST_F(ConfigTest, WhatIsWrongWithItIsAUsageErrorWithItsPlace) {
    write("retries = 1\nretrys = 2\n");
    HangarProcess unknown = run({});
    EXPECT_EQ(unknown.wait(), 2);
    EXPECT_THAT(unknown.errors(), HasSubstr("hangar.toml:2:1: there is no option 'retrys'"));
    write("retries = [1\n");
    HangarProcess broken = run({});
    EXPECT_EQ(broken.wait(), 2);
    EXPECT_THAT(broken.errors(), HasSubstr("hangar.toml:1:14: "));
    write("");
    HangarProcess profile = run({"--profile=night"});
    EXPECT_EQ(profile.wait(), 2);
    EXPECT_THAT(profile.errors(), HasSubstr("no profile 'night'"));
    fs::remove(file());
    HangarProcess missing = run({});
    EXPECT_EQ(missing.wait(), 2);
    EXPECT_THAT(missing.errors(), HasSubstr("--config: "));
}

TEST_F(ConfigTest, TestsOfASerialGroupNeverRunTogetherAndAWideOneRunsAlone) {
    write(
        "jobs = 4\n[[overrides]]\nfilter = 'A/Many.Passes/?'\ngroup = 'one'\n"
        "[[overrides]]\nfilter = 'A/Many.Passes/10'\nslots = 4\n");
    HangarProcess hangar = run({"--launcher=exec", "--filter", "A/*"});  // which takes its time
    EXPECT_EQ(hangar.wait(), 0) << hangar.out();
    EXPECT_EQ(hangar.ends().size(), 20U);
    for (int i = 0; i < 10; ++i)
        for (const auto& other : beside(hangar, "A/Many.Passes/" + std::to_string(i)))
            EXPECT_GT(other.size(), std::string("A/Many.Passes/9").size());
    EXPECT_THAT(beside(hangar, "A/Many.Passes/10"), ElementsAre());
    EXPECT_FALSE(beside(hangar, "A/Many.Passes/15").empty());
}

// Which tests ran, by the journal, in the order in which they began.
std::vector<std::string> started(const HangarProcess& hangar) {
    std::vector<std::string> names;
    for (const auto& each : hangar.events())
        if (const auto* begun = std::get_if<events::TestStarted>(&each.event))
            names.push_back(begun->test.test);
    return names;
}

HangarProcess remembering(std::vector<std::string> options) {
    options.insert(options.begin(), {"run", "--filter=Flaky.HangsOnce:Steady.*", "--timeout=0.3",
                                     "--history=" + testing::TempDir() + "hangar_history.sqlite"});
    options.push_back(program("runner_attempts"));
    return HangarProcess(std::move(options));
}

TEST(HistoryTest, TheSlowestBeginsAndASpoiltHistoryIsMadeAnew) {
    const std::string file = testing::TempDir() + "hangar_history.sqlite";
    fs::remove(file);
    const std::vector<std::string> as_listed{"Steady.Passes", "Steady.Fails", "Flaky.HangsOnce"};
    for (const bool spoilt : {false, true}) {
        if (spoilt) std::ofstream(file, std::ios::trunc) << "not any more";
        HangarProcess first = remembering({"-j2"});
        EXPECT_EQ(first.wait(), 1);
        EXPECT_EQ(started(first), as_listed);
        HangarProcess second = remembering({"-j2"});
        EXPECT_EQ(second.wait(), 1);
        EXPECT_EQ(started(second).front(), "Flaky.HangsOnce");
    }
    HangarProcess alone = remembering({"-j1"});
    EXPECT_EQ(alone.wait(), 1);
    EXPECT_EQ(started(alone), as_listed);
    fs::remove(file);
}

TEST(HistoryTest, SharesByTimeAreEverythingAndStayWhileTheyRun) {
    const std::string file = testing::TempDir() + "hangar_history.sqlite";
    fs::remove(file);
    EXPECT_EQ(remembering({}).wait(), 1);
    HangarProcess long_one = remembering({"--partition=time:1/2"});
    EXPECT_EQ(long_one.wait(), 1);
    EXPECT_THAT(started(long_one), ElementsAre("Flaky.HangsOnce"));
    HangarProcess others = remembering({"--partition=time:2/2"});
    EXPECT_EQ(others.wait(), 1);
    EXPECT_THAT(started(others), testing::UnorderedElementsAre("Steady.Passes", "Steady.Fails"));
    fs::remove(file);
}

TEST(HistoryTest, ItIsInTheUsersCacheUnlessThatIsNotWanted) {
    HangarProcess hangar({"run", "--filter=Steady.Passes", program("runner_attempts")});
    EXPECT_EQ(hangar.wait(), 0);
    EXPECT_TRUE(fs::exists(hangar.cache() + "/hangar/history.sqlite"));
    HangarProcess off(
        {"run", "--history=off", "--filter=Steady.Passes", program("runner_attempts")});
    EXPECT_EQ(off.wait(), 0);
    EXPECT_FALSE(fs::exists(off.cache()));
    HangarProcess nowhere({"run", "--filter=Steady.Passes", program("runner_attempts")},
                          {{"XDG_CACHE_HOME", "/proc/nowhere"}});
    EXPECT_EQ(nowhere.wait(), 0) << "never fatal";
    EXPECT_THAT(nowhere.errors(), StartsWith("hangar: durations are not remembered: "));
}

}  // namespace
}  // namespace hangar::suites
