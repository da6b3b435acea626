// SPDX-License-Identifier: Apache-2.0
// What a program with HANGAR_MAIN does, seen from outside: each run is a process of its own.
#include <gmock/gmock.h>
#include <signal.h>

#include <algorithm>
#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <hangar/diag/os/sanitizers.hpp>
#include <hangar/harness/gtest/specimens/run_specimen.hpp>
#include <sstream>

namespace hangar {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

constexpr const char* specimen = "harness_gtest_specimen";

SpecimenRun run_test(const std::string& filter, std::vector<std::string> arguments = {},
                     const std::vector<std::string>& environment = {}) {
    arguments.push_back("--gtest_filter=" + filter);
    return run_specimen(specimen, arguments, environment);
}

std::string captured(const std::string& test, const std::string& out, const std::string& err) {
    return "----- captured stdout of " + test + " -----\n" + out + "----- captured stderr of " +
           test + " -----\n" + err + "----- end of the output of " + test + " -----\n";
}

// A directory of this test's own.
class TestDirectory {
  public:
    TestDirectory() {
        std::string pattern = testing::TempDir() + "hangar-XXXXXX";
        EXPECT_NE(::mkdtemp(pattern.data()), nullptr);
        path_ = pattern;
    }
    ~TestDirectory() { std::filesystem::remove_all(path_); }
    TestDirectory(const TestDirectory&) = delete;
    TestDirectory& operator=(const TestDirectory&) = delete;

    [[nodiscard]] std::string file(const std::string& name) const { return path_ / name; }
    [[nodiscard]] std::string path() const { return path_; }
    [[nodiscard]] std::string read(const std::string& name) const {
        std::ostringstream text;
        text << std::ifstream(file(name)).rdbuf();
        return text.str();
    }

  private:
    std::filesystem::path path_;
};

TEST(TestProgramTest, DropsTheOutputOfAPass) {
    const SpecimenRun run = run_test("Output.OfAPass");
    EXPECT_TRUE(run.status.success());
    EXPECT_THAT(run.out, Not(HasSubstr("by ")));
    EXPECT_EQ(run.err, "");
}

TEST(TestProgramTest, ReplaysTheOutputOfAFailureUnderItsName) {
    const SpecimenRun run = run_test("Output.OfAFailure");
    EXPECT_EQ(run.status, os::WaitStatus::exited(1));
    EXPECT_THAT(run.out, AllOf(HasSubstr("----- captured stdout of Output.OfAFailure -----\n"
                                         "by printf;by cout;"),
                               HasSubstr("----- captured stderr of Output.OfAFailure -----\n"
                                         "by cerr;by clog;\n"),
                               HasSubstr("on purpose")));
    EXPECT_EQ(run.err, "");
}

TEST(TestProgramTest, ReplaysEveryOutputUnderARunner) {
    EXPECT_THAT(
        run_test("Output.OfAPass", {}, {"HANGAR=1"}).out,
        HasSubstr(captured("Output.OfAPass", "by printf;by cout;\n", "by cerr;by clog;\n")));
}

TEST(TestProgramTest, SysTakesTheStreamsAndLeavesTheDescriptors) {
    const SpecimenRun run = run_test("Output.OfAPass", {"--capture=sys"}, {"HANGAR=1"});
    EXPECT_THAT(run.out, HasSubstr("by printf;" +
                                   captured("Output.OfAPass", "by cout;\n", "by cerr;by clog;\n")));
}

TEST(TestProgramTest, TeeSysPassesOnAndReplaysNothing) {
    const SpecimenRun run = run_test("Output.OfAPass", {"--capture=tee-sys"}, {"HANGAR=1"});
    EXPECT_THAT(run.out, AllOf(HasSubstr("by cout;"), Not(HasSubstr("captured"))));
    EXPECT_EQ(run.err, "by cerr;by clog;");
}

TEST(TestProgramTest, TheOutputCanBeReadWhileTheTestRuns) {
    EXPECT_THAT(run_test("Output.CanBeReadWhileItRuns").out,
                AllOf(HasSubstr("out: by printf;by cout;"), HasSubstr("err: by cerr;by clog;")));
    EXPECT_THAT(run_test("Output.CanBeReadWhileItRuns", {"--capture=tee-sys"}).out,
                AllOf(HasSubstr("out: by cout;"), HasSubstr("err: by cerr;by clog;")));
}

class EveryCapture : public testing::TestWithParam<const char*> {
  protected:
    [[nodiscard]] std::string flag() const { return std::string("--capture=") + GetParam(); }
};

TEST_P(EveryCapture, DeathTestsWork) {
    for (const char* style : {"fast", "threadsafe"}) {
        const SpecimenRun run = run_test(
            "Output.DeathTests*", {flag(), std::string("--gtest_death_test_style=") + style});
        EXPECT_TRUE(run.status.success()) << run.out;
    }
}

TEST_P(EveryCapture, TwentyFiveForkedChildrenWriteAMebibyteEachToBothStreams) {
    const SpecimenRun run = run_test("Flood.*", {flag()});
    EXPECT_TRUE(run.in_time);
    EXPECT_TRUE(run.status.success()) << run.out.substr(0, 10'000);
    constexpr std::size_t all = 25U << 20U;
    const bool taken = GetParam() == std::string("fd");
    EXPECT_EQ(run.err.size(), taken ? 0 : all);
    EXPECT_EQ(static_cast<std::size_t>(std::ranges::count(run.out, '#')),
              taken ? 0 : all / 1024 * 1023);
}

INSTANTIATE_TEST_SUITE_P(Capture, EveryCapture, testing::Values("fd", "sys", "tee-sys", "no"),
                         [](const auto& instance) {
                             return instance.param == std::string("tee-sys") ? "tee_sys"
                                                                             : instance.param;
                         });

TEST(TestProgramTest, ChildrenNeverWaitForAReaderUnderFdCapture) {
    const SpecimenRun run = run_specimen(specimen, {"--gtest_filter=Flood.*", "--capture=fd"}, {},
                                         SpecimenOutput::undrained_pipe);
    EXPECT_TRUE(run.in_time);
    EXPECT_TRUE(run.status.success()) << run.out;
}

struct Death {
    const char* test;
    os::WaitStatus status;
};

class EveryDeath : public testing::TestWithParam<Death> {};

TEST_P(EveryDeath, LeavesTheOutputOfItsTest) {
    // AddressSanitizer takes this signal itself and ends the program in its own way.
    if (GetParam().status.returncode() == -SIGSEGV && os::has_address_sanitizer)
        GTEST_SKIP() << "AddressSanitizer has the signal";
    const std::string test = std::string("Dies.") + GetParam().test;
    const SpecimenRun fd = run_test(test);
    // Whether it left a core is the host's affair.
    EXPECT_EQ(fd.status.returncode(), GetParam().status.returncode());
    EXPECT_THAT(fd.out, HasSubstr(captured(test, "by printf;by cout;\n", "by cerr;by clog;\n")));
    const SpecimenRun sys = run_test(test, {"--capture=sys"});
    EXPECT_EQ(sys.status.returncode(), GetParam().status.returncode());
    EXPECT_THAT(sys.out, HasSubstr(captured(test, "by cout;\n", "by cerr;by clog;\n")));
}

INSTANTIATE_TEST_SUITE_P(
    Of, EveryDeath,
    testing::Values(Death{"BySegmentationFault", os::WaitStatus::signalled(SIGSEGV)},
                    Death{"ByAbort", os::WaitStatus::signalled(SIGABRT)},
                    Death{"ByTermination", os::WaitStatus::signalled(SIGTERM)},
                    Death{"ByStackOverflow", os::WaitStatus::signalled(SIGSEGV)},
                    Death{"ByExit", os::WaitStatus::exited(7)}),
    [](const auto& instance) { return std::string(instance.param.test); });

TEST(TestProgramTest, AChildsDeathReplaysNothing) {
    const SpecimenRun run = run_test("Dies.ChildOnly");
    EXPECT_TRUE(run.status.success());
    EXPECT_THAT(run.out, Not(HasSubstr("captured")));
}

TEST(TestProgramTest, AMarkedTestIsSkippedWithTheReasonAndThePlaceOfItsMarker) {
    const SpecimenRun run = run_test("Marked.Skipped");
    EXPECT_TRUE(run.status.success());
    EXPECT_THAT(run.out, AllOf(HasSubstr("on no capture"), HasSubstr("harness.main.cpp:"),
                               Not(HasSubstr("must not run"))));
    EXPECT_THAT(run_test("Marked.Skipped", {"--spawn-backend=thread"}).out,
                HasSubstr("not in a thread"));
}

TEST(TestProgramTest, AnExpectedFailurePasses) {
    for (const char* test : {"Marked.FailsAsExpected", "Marked.ThrowsAsExpected"}) {
        const SpecimenRun run = run_test(test);
        EXPECT_TRUE(run.status.success()) << run.out;
        EXPECT_THAT(run.out, HasSubstr("[  XFAIL   ]"));
    }
}

TEST(TestProgramTest, AnUnexpectedPassFails) {
    const SpecimenRun run = run_test("Marked.PassesUnexpectedly");
    EXPECT_EQ(run.status, os::WaitStatus::exited(1));
    EXPECT_THAT(run.out,
                HasSubstr("passed unexpectedly; it was expected to fail: the whole suite"));
    EXPECT_TRUE(run_test("Marked.PassesUnexpectedly", {"--spawn-backend=thread"}).status.success());
}

TEST(TestProgramTest, ALateTestEndsTheProgramAfterItsOutput) {
    const SpecimenRun run = run_test("Late.WaitsForEver");
    EXPECT_EQ(run.status, os::WaitStatus::exited(1));
    EXPECT_THAT(run.out, HasSubstr(captured("Late.WaitsForEver", "by printf;by cout;\n",
                                            "by cerr;by clog;\n")));
    EXPECT_EQ(run.err, "hangar: Late.WaitsForEver: not over after 200ms; ending the program\n");
}

TEST(TestProgramTest, NotesItsResultsForTheRunner) {
    const TestDirectory directory;
    const auto note = [&](const std::string& filter) {
        const std::string file = directory.file("notes");
        std::ofstream(file).close();
        static_cast<void>(run_test(filter, {}, {"HANGAR_RESULT_FILE=" + file}));
        return directory.read("notes");
    };
    EXPECT_EQ(note("Output.OfAPass"), "{\"test\":\"Output.OfAPass\",\"outcome\":\"pass\"}\n");
    EXPECT_EQ(note("Output.OfAFailure"), "{\"test\":\"Output.OfAFailure\",\"outcome\":\"fail\"}\n");
    EXPECT_THAT(note("Marked.Skipped"), HasSubstr(R"("outcome":"skip","reason":"on no capture")"));
    EXPECT_THAT(note("Marked.FailsAsExpected"),
                HasSubstr(R"("outcome":"xfail","reason":"a known gap")"));
    EXPECT_THAT(note("Marked.PassesUnexpectedly"), HasSubstr(R"("outcome":"xpass")"));
    EXPECT_EQ(note("Late.WaitsForEver"),
              "{\"test\":\"Late.WaitsForEver\",\"timeout_ms\":200}\n"
              "{\"test\":\"Late.WaitsForEver\",\"outcome\":\"timeout\","
              "\"reason\":\"not over after 200ms\"}\n");
}

TEST(TestProgramTest, AMistypedMarkerIsAUsageErrorEvenForTheListing) {
    for (const char* argument : {"--gtest_filter=*", "--gtest_list_tests"}) {
        const SpecimenRun key = run_specimen("harness_gtest_mistaken_key", {argument});
        EXPECT_EQ(key.status, os::WaitStatus::exited(2));
        EXPECT_EQ(key.out, "");
        EXPECT_THAT(key.err, AllOf(StartsWith("hangar: "), HasSubstr("'fork_wroker'"),
                                   HasSubstr("valid keys: exec")));
    }
    const SpecimenRun test = run_specimen("harness_gtest_mistaken_test", {});
    EXPECT_EQ(test.status, os::WaitStatus::exited(2));
    EXPECT_THAT(test.err, HasSubstr("did you mean RoundTrip?"));
    const SpecimenRun suite = run_specimen("harness_gtest_mistaken_suite", {});
    EXPECT_EQ(suite.status, os::WaitStatus::exited(2));
    EXPECT_THAT(suite.err, HasSubstr("there is no suite Ehco"));
}

TEST(TestProgramTest, AWrongKeyOrFlagIsAUsageError) {
    for (const char* wrong : {"--spawn-backend=frok", "--capture=tee_sys", "--transport=udp",
                              "--transport", "--captrue=fd"}) {
        const SpecimenRun run = run_specimen(specimen, {wrong});
        EXPECT_EQ(run.status, os::WaitStatus::exited(2)) << wrong;
        EXPECT_THAT(run.err, StartsWith("hangar: ")) << wrong;
    }
    EXPECT_EQ(run_test("*", {}, {"HANGAR_CAPTURE=everything"}).status, os::WaitStatus::exited(2));
}

TEST(TestProgramTest, TheListingIsPure) {
    const SpecimenRun run = run_specimen(specimen, {"--gtest_list_tests", "--capture=all"});
    EXPECT_TRUE(run.status.success());
    EXPECT_THAT(run.out, StartsWith("Output.\n  OfAPass\n"));
    EXPECT_EQ(run.err, "");
}

TEST(TestProgramTest, HelpNamesOurFlagsAndGoogleTests) {
    const SpecimenRun run = run_specimen(specimen, {"--help"});
    EXPECT_TRUE(run.status.success());
    EXPECT_THAT(run.out, AllOf(HasSubstr("--spawn-backend"), HasSubstr("tee-sys"),
                               HasSubstr("--gtest_filter")));
}

}  // namespace
}  // namespace hangar
