// SPDX-License-Identifier: Apache-2.0
// What a program with HANGAR_MAIN leaves in the files that the runner lends it.
#include <fmt/format.h>
#include <gmock/gmock.h>
#include <unistd.h>

#include <hangar/diag/os/capture_contents.hpp>
#include <hangar/diag/os/fd.hpp>
#include <hangar/harness/gtest/specimens/run_specimen.hpp>

namespace hangar {
namespace {

using testing::AllOf;
using testing::HasSubstr;

SpecimenRun run_captured(const std::string& filter, const std::vector<std::string>& environment) {
    return run_specimen("harness_gtest_specimen", {"--gtest_filter=" + filter}, environment);
}

// As the runner has them.
class RunnersFilesTest : public testing::Test {
  protected:
    [[nodiscard]] std::vector<std::string> variables() const {
        return {variable("HANGAR_CAPTURE_STDOUT", out_), variable("HANGAR_CAPTURE_STDERR", err_)};
    }
    static std::string variable(const std::string& name, const os::Fd& file) {
        return fmt::format("{}=/proc/{}/fd/{}", name, ::getpid(), file.get());
    }
    // What nobody has passed on.
    static std::string rest(const os::Fd& file) {
        return os::read_at(file.get(), os::contents_begin(file.get()), 1U << 20U).value();
    }
    const os::Fd out_ = os::make_capture_file("out").value();
    const os::Fd err_ = os::make_capture_file("err").value();
};

TEST_F(RunnersFilesTest, KeepWhatNobodyCouldReplay) {
    EXPECT_EQ(run_captured("Dies.ByExitNow", variables()).status, os::WaitStatus::exited(7));
    EXPECT_EQ(rest(out_), "by printf;by cout;");
    EXPECT_EQ(rest(err_), "by cerr;by clog;");
}

TEST_F(RunnersFilesTest, HoldNothingAfterATestThatEnded) {
    EXPECT_EQ(run_captured("Output.OfAFailure", variables()).status, os::WaitStatus::exited(1));
    EXPECT_EQ(rest(out_) + rest(err_), "");
    // What was replayed is not there to be replayed twice, by this one or the one before.
    const SpecimenRun aborted = run_captured("Dies.ByAbort", variables());
    EXPECT_THAT(aborted.out,
                HasSubstr("----- captured stdout of Dies.ByAbort -----\nby printf;by cout;\n"
                          "----- captured stderr of Dies.ByAbort -----\nby cerr;by clog;\n"
                          "----- end of the output of Dies.ByAbort -----\n"));
    EXPECT_EQ(rest(out_) + rest(err_), "");
}

TEST_F(RunnersFilesTest, ACaptureThatCannotBeMadeFailsTheTestAndSaysSo) {
    const SpecimenRun run =
        run_captured("Output.OfAPass", {"HANGAR_CAPTURE_STDOUT=/nowhere/at/all"});
    EXPECT_EQ(run.status, os::WaitStatus::exited(1));
    EXPECT_THAT(run.out, AllOf(HasSubstr("cannot capture the output"), HasSubstr("ENOENT")));
}

}  // namespace
}  // namespace hangar
