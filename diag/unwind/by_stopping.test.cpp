// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>

#include <hangar/diag/os/matchers.test.hpp>
#include <hangar/diag/symbols/symbolizer.hpp>
#include <hangar/diag/unwind/by_stopping.hpp>
#include <hangar/diag/unwind/specimens/patient.hpp>

namespace hangar::unwind {
namespace {

using os::FailsWith;
using os::Succeeds;
using namespace std::chrono_literals;

TEST(ReadByStoppingTest, ReadsWhatRunsAndLeavesTheBlockedAlone) {
    const Patient patient("spinner");
    ASSERT_TRUE(patient.wait_at_rest(2));
    const os::ProcDir proc = patient.proc();
    auto image = ProcessImage::open(patient.pid(), proc).value();
    const auto unwinder = make_unwinder(UnwinderKind::call_frame_info);
    const auto tids = patient.tids();
    const auto stacks =
        read_by_stopping(proc, tids, image, *unwinder, 10s, false, os::Deadline::after(20s));
    ASSERT_EQ(stacks.size(), 3U);
    symbols::Symbolizer symbolizer;
    std::vector<std::string> functions;
    for (const StoppedStack& stopped : stacks) {
        if (!stopped.stack) {
            EXPECT_THAT(stopped.stack, FailsWith(EAGAIN));
            EXPECT_EQ(stopped.stopped.count(), 0);
            continue;
        }
        EXPECT_TRUE(stopped.stack->complete) << stopped.stack->error;
        EXPECT_GT(stopped.stopped.count(), 0);
        for (const RawFrame& frame : stopped.stack->frames) {
            for (const auto& location :
                 symbolizer.resolve(image.modules(), proc, frame.pc, frame.is_return).locations)
                functions.push_back(location.function);
        }
    }
    EXPECT_THAT(functions, testing::IsSupersetOf({"specimen::spin_inside()", "specimen::spin()"}));
    // Nobody was interrupted: the one that would have noticed still waits.
    EXPECT_EQ(patient.tids().size(), 3U);
    EXPECT_THAT(patient.handle().wait_exit(os::Deadline::after(0s)), Succeeds());
    EXPECT_EQ(patient.handle().peek().value(), std::nullopt);
}

TEST(ReadByStoppingTest, SaysThatAThreadIsGone) {
    const Patient patient("spinner");
    const os::ProcDir proc = patient.proc();
    auto image = ProcessImage::open(patient.pid(), proc).value();
    const auto unwinder = make_unwinder(UnwinderKind::nothing);
    const std::array<pid_t, 1> nobody{1};
    const auto stacks =
        read_by_stopping(proc, nobody, image, *unwinder, 10s, true, os::Deadline::after(20s));
    ASSERT_EQ(stacks.size(), 1U);
    EXPECT_THAT(stacks[0].stack, FailsWith(ENOENT));
}

}  // namespace
}  // namespace hangar::unwind
