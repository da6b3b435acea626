// SPDX-License-Identifier: Apache-2.0
// What the world does to a run: clocks that are set, programs that are built anew meanwhile.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <signal.h>
#include <unistd.h>

#include <filesystem>

#include <hangar/suites/runner/hangar_process.test.hpp>

namespace hangar::suites {
namespace {

namespace fs = std::filesystem;
using events::Outcome;
using testing::HasSubstr;
using testing::Not;

TEST(HardTimesTest, AClockThatIsSetMovesNothing) {
    if (sanitized) GTEST_SKIP() << "a sanitizer wants to be the first that is loaded";
    HangarProcess hangar({"run", "-j2", "--filter=*Many*:First.*", program("runner_slow")},
                         {{"LD_PRELOAD", program("librunner_jumping_clock.so")}});
    EXPECT_EQ(hangar.wait(), 0) << hangar.out();
    EXPECT_EQ(hangar.errors(), "");
    ASSERT_EQ(hangar.ends().size(), 51U);
    events::WallTime last;
    for (const auto& each : hangar.events()) {
        EXPECT_GE(each.at, last);
        last = each.at;
    }
    for (const auto& [test, end] : hangar.ends()) {
        EXPECT_GE(end.duration.count(), 0) << test;
        EXPECT_LT(end.duration.count(), 60'000) << test;
    }
    EXPECT_THAT(hangar.file("junit.xml"), Not(HasSubstr("time=\"-")));
    EXPECT_THAT(hangar.file("junit.xml"), Not(HasSubstr("time=\"36")));
}

// A copy of a program, in a folder of its own, that can be replaced.
class ReplacedTest : public testing::Test {
  protected:
    ReplacedTest() {
        fs::remove_all(folder_);
        fs::create_directories(folder_);
        put("runner_slow");
    }
    ~ReplacedTest() override { fs::remove_all(folder_); }

    // As a linker does: a new file under the old name.
    void put(const std::string& name) const {
        fs::copy_file(program(name), folder_ + "/new");
        fs::rename(folder_ + "/new", path_);
    }
    // Runs its tests one by one, and stops at the second.
    [[nodiscard]] HangarProcess run() const {
        return HangarProcess({"run", "-j1", "--history=off", "--grace=0.1",
                              "--filter=First.*:Then.WaitsForASignal:Last.*", path_});
    }
    void await_second(HangarProcess& hangar) const {
        ASSERT_TRUE(hangar.await_output("output/program/Then.WaitsForASignal.txt", "ready\n"));
    }
    // While the second runs the program becomes what `change` makes of it.
    template <class Change>
    [[nodiscard]] HangarProcess run_while(Change change) const {
        HangarProcess hangar = run();
        await_second(hangar);
        change();
        end_second(hangar);
        EXPECT_EQ(hangar.wait(), 1);
        return hangar;
    }
    static void end_second(HangarProcess& hangar) {
        for (const auto& each : hangar.events())
            if (const auto* start = std::get_if<events::TestStarted>(&each.event))
                if (start->test.test == "Then.WaitsForASignal")
                    static_cast<void>(os::Pidfd::open(start->pid)->signal(SIGKILL));
    }

    std::string folder_ = testing::TempDir() + "hangar_replaced_" + std::to_string(::getpid());
    std::string path_ = folder_ + "/program";
};

TEST_F(ReplacedTest, ByOneWithTheSameTestsTheRunGoesOnAndItIsSaid) {
    const HangarProcess hangar = run_while([this] { put("runner_slow"); });
    EXPECT_EQ(hangar.ends().at("Last.Passes").outcome, Outcome::pass);
    EXPECT_THAT(hangar.errors(), HasSubstr("program: it was replaced while its tests run"));
}

TEST_F(ReplacedTest, ByOneWithOtherTestsThoseThatAreGoneFail) {
    const HangarProcess hangar = run_while([this] { put("runner_attempts"); });
    EXPECT_EQ(hangar.ends().at("Last.Passes").outcome, Outcome::exec_fail);
    EXPECT_THAT(hangar.ends().at("Last.Passes").summary.value(),
                HasSubstr("did not run this test"));
}

TEST_F(ReplacedTest, ByNothingThoseToComeSayThatItIsGone) {
    const HangarProcess hangar = run_while([this] { fs::remove(path_); });
    EXPECT_EQ(hangar.ends().at("First.Passes").outcome, Outcome::pass);
    EXPECT_EQ(hangar.ends().at("Last.Passes").outcome, Outcome::exec_fail);
    EXPECT_THAT(hangar.ends().at("Last.Passes").summary.value(), HasSubstr("No such file"));
    EXPECT_THAT(hangar.file("junit.xml"), HasSubstr("<error message=\""));
    EXPECT_THAT(hangar.file("events.jsonl"), HasSubstr(R"("outcome":"exec-fail")"));
}

TEST(SameNameTest, TwoProgramsOfOneNameAreToldApart) {
    const std::string folder = testing::TempDir() + "hangar_twin_" + std::to_string(::getpid());
    fs::create_directories(folder);
    fs::copy_file(program("runner_attempts"), folder + "/runner_slow",
                  fs::copy_options::overwrite_existing);
    HangarProcess hangar(
        {"run", "--filter=First.Passes:Steady.*", program("runner_slow"), folder + "/runner_slow"});
    EXPECT_EQ(hangar.wait(), 1);
    std::map<std::string, std::string> of;
    for (const auto& [test, end] : hangar.ends()) {
        of[test] = end.test.binary;
        EXPECT_TRUE(fs::exists(hangar.folder() + '/' + end.output.value())) << test;
    }
    EXPECT_NE(of["First.Passes"], of["Steady.Passes"]);
    EXPECT_EQ(of["Steady.Passes"], of["Steady.Fails"]);
    EXPECT_THAT(hangar.file("junit.xml"), HasSubstr("<testsuite name=\"runner_slow\""));
    EXPECT_THAT(hangar.file("junit.xml"), HasSubstr("<testsuite name=\"runner_slow~2\""));
    fs::remove_all(folder);
}

}  // namespace
}  // namespace hangar::suites
