// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>

#include <algorithm>

#include <hangar/diag/os/matchers.test.hpp>
#include <hangar/diag/symbols/symbolizer.hpp>
#include <hangar/diag/unwind/at_rest.hpp>
#include <hangar/diag/unwind/specimens/patient.hpp>

namespace hangar::unwind {
namespace {

using os::Succeeds;
using testing::HasSubstr;

constexpr int sleepers = 10;

os::Deadline soon() {
    return os::Deadline::after(std::chrono::seconds(20));
}

// What the stacks of a program look like once they are read and named.
struct Reading {
    std::vector<RawStack> stacks;
    std::vector<std::vector<std::string>> functions;
};

Reading read_all(const Patient& patient, UnwinderKind kind) {
    const os::ProcDir proc = patient.proc();
    auto image = ProcessImage::open(patient.pid(), proc).value();
    const auto unwinder = make_unwinder(kind);
    symbols::Symbolizer symbolizer;
    Reading reading;
    for (const pid_t tid : patient.tids()) {
        auto stack = read_at_rest(proc.task(tid).value(), image, *unwinder, soon());
        EXPECT_THAT(stack, Succeeds());
        if (!stack) continue;
        auto& functions = reading.functions.emplace_back();
        for (const RawFrame& frame : stack->frames) {
            const auto resolved =
                symbolizer.resolve(image.modules(), proc, frame.pc, frame.is_return);
            for (const auto& location : resolved.locations) functions.push_back(location.function);
        }
        reading.stacks.push_back(std::move(*stack));
    }
    return reading;
}

bool is_sleeper(const std::vector<std::string>& functions) {
    return std::ranges::any_of(functions, [](const std::string& function) {
        return function.find("run_sleeper") != std::string::npos;
    });
}

class ReadAtRestTest : public testing::TestWithParam<const char*> {};

// Whatever the program was compiled with: each thread's stack reaches its start, and every call is
// on it, in its order.
TEST_P(ReadAtRestTest, ReachesTheStartOfEveryThread) {
    const Patient patient(GetParam(), {std::to_string(sleepers)});
    ASSERT_TRUE(patient.wait_at_rest(sleepers + 2));
    const Reading reading = read_all(patient, UnwinderKind::call_frame_info);
    ASSERT_EQ(reading.stacks.size(), sleepers + 2U);
    for (const RawStack& stack : reading.stacks) EXPECT_TRUE(stack.complete) << stack.error;
    for (const RawStack& stack : reading.stacks) EXPECT_FALSE(stack.frames.front().is_return);
}

INSTANTIATE_TEST_SUITE_P(Compiled, ReadAtRestTest,
                         testing::Values("sleepers_O0", "sleepers_O2", "sleepers_bare",
                                         "sleepers_stripped", "sleepers_static",
                                         "sleepers_unsorted"));

class NamedStacksTest : public testing::TestWithParam<const char*> {};

TEST_P(NamedStacksTest, HaveEveryCallInItsOrder) {
    const Patient patient(GetParam(), {std::to_string(sleepers)});
    ASSERT_TRUE(patient.wait_at_rest(sleepers + 2));
    const Reading reading = read_all(patient, UnwinderKind::call_frame_info);
    EXPECT_EQ(std::ranges::count_if(reading.functions, is_sleeper), sleepers + 1);
    for (const auto& functions : reading.functions) {
        if (!is_sleeper(functions)) continue;
        auto next = std::ranges::find(functions, "int specimen::descend<0>(int)");
        for (int depth = 1; depth <= 60; ++depth) {
            const std::string call = "<" + std::to_string(depth) + ">(int)";
            ASSERT_GE(functions.end() - next, 3) << testing::PrintToString(functions);
            EXPECT_EQ(*++next, "int specimen::through" + call);
            EXPECT_EQ(*++next, "int specimen::descend" + call);
        }
    }
}

INSTANTIATE_TEST_SUITE_P(Compiled, NamedStacksTest,
                         testing::Values("sleepers_O0", "sleepers_O2", "sleepers_static",
                                         "sleepers_unsorted"));

// The function has two frames, and only one of them stands behind a call.
TEST(ReadAtRestTest, FindsTheFrameOfASignalWhoseHandlerEndedWithATailCall) {
    const Patient patient("interrupted");
    ASSERT_TRUE(patient.wait_at_rest(1));
    const Reading reading = read_all(patient, UnwinderKind::call_frame_info);
    ASSERT_EQ(reading.stacks.size(), 1U);
    EXPECT_TRUE(reading.stacks[0].complete) << reading.stacks[0].error;
    EXPECT_EQ(std::ranges::count_if(reading.stacks[0].frames, &RawFrame::signal_frame), 1);
    EXPECT_EQ(std::ranges::count(reading.functions[0], "specimen::take_the_lock(char const*)"), 2);
}

TEST(ReadAtRestTest, DoesNotReadAThreadThatRuns) {
    const Patient patient("spinner");
    ASSERT_TRUE(patient.wait_at_rest(2));
    const os::ProcDir proc = patient.proc();
    auto image = ProcessImage::open(patient.pid(), proc).value();
    const auto unwinder = make_unwinder(UnwinderKind::nothing);
    const auto tids = patient.tids();
    const auto refused = std::ranges::count_if(tids, [&](pid_t tid) {
        const auto stack = read_at_rest(proc.task(tid).value(), image, *unwinder, soon());
        return !stack && stack.error().code == EAGAIN;
    });
    EXPECT_EQ(refused, 1);
}

TEST(ReadAtRestTest, StopsAtItsDeadline) {
    const Patient patient("sleepers_O2", {"1"});
    ASSERT_TRUE(patient.wait_at_rest(3));
    const os::ProcDir proc = patient.proc();
    auto image = ProcessImage::open(patient.pid(), proc).value();
    const auto unwinder = make_unwinder(UnwinderKind::call_frame_info);
    const os::Deadline passed = os::Deadline::after(std::chrono::seconds(-1));
    const auto stack = read_at_rest(proc.task(patient.pid()).value(), image, *unwinder, passed);
    ASSERT_THAT(stack, Succeeds());
    EXPECT_FALSE(stack->complete);
    EXPECT_EQ(stack->error, "the deadline passed");
}

// The seam: whatever the implementation, the innermost frame is there, and capabilities tell the
// rest.
class UnwinderTest : public testing::TestWithParam<UnwinderKind> {};

TEST_P(UnwinderTest, KeepsItsPromises) {
    const Patient patient("sleepers_O2", {"2"});
    ASSERT_TRUE(patient.wait_at_rest(4));
    const auto unwinder = make_unwinder(GetParam());
    const bool finds_callers =
        unwinder->capabilities().finds_callers && !unwinder->capabilities().needs_all_registers;
    for (const RawStack& stack : read_all(patient, GetParam()).stacks) {
        ASSERT_FALSE(stack.frames.empty());
        EXPECT_NE(stack.frames.front().pc, 0U);
        EXPECT_EQ(stack.complete, finds_callers);
        EXPECT_NE(stack.complete, !stack.error.empty());
        EXPECT_EQ(stack.frames.size() > 1, finds_callers);
    }
}

INSTANTIATE_TEST_SUITE_P(Kinds, UnwinderTest, testing::ValuesIn(unwinder_kinds()),
                         [](const auto& kind) {
                             std::string name(make_unwinder(kind.param)->name());
                             std::ranges::replace(name, ' ', '_');
                             return name;
                         });

}  // namespace
}  // namespace hangar::unwind
