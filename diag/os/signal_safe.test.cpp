// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>
#include <signal.h>

#include <atomic>
#include <cerrno>
#include <hangar/diag/os/fd.hpp>
#include <hangar/diag/os/file_hole.hpp>
#include <hangar/diag/os/signal_handler.hpp>
#include <hangar/diag/os/signal_safe.hpp>
#include <hangar/diag/os/signal_timer.hpp>
#include <string>
#include <thread>

namespace hangar::os {
namespace {

using namespace std::chrono_literals;

std::atomic<int> handled = 0;
void count(int, siginfo_t*, void*) {
    ++handled;
}
void count_too(int, siginfo_t*, void*) {
    handled += 100;
}

TEST(SignalSafeTest, CopiesAFileOfSeveralParts) {
    const Fd from = make_capture_file("from").value();
    const Fd to = make_capture_file("to").value();
    const std::string text(10'000, 'x');
    ASSERT_TRUE(write_all(from.get(), text + "\n"));
    EXPECT_TRUE(signal_safe::copy_file(from.get(), to.get()));
    EXPECT_EQ(read_at(to.get(), 0, 1U << 20U).value(), text + "\n");
}

TEST(SignalSafeTest, SaysHowMuchIsLeftOutForAHole) {
    const Fd from = make_capture_file("from").value();
    const Fd to = make_capture_file("to").value();
    const std::string page(4096, 'x');
    for (const char* each : {"a", "b", "c", "d"})
        ASSERT_TRUE(write_all(from.get(), each + page.substr(2) + "\n"));
    ASSERT_TRUE(punch_hole(from.get(), 4096, 3 * 4096));
    EXPECT_TRUE(signal_safe::copy_file(from.get(), to.get()));
    EXPECT_EQ(read_at(to.get(), 0, 1U << 20U).value(),
              "a" + page.substr(2) + "\n\n[... 8192 bytes of the output are left out here]\nd" +
                  page.substr(2) + "\n");
}

TEST(SignalSafeTest, CopyingAFileOntoItsOwnEndCopiesWhatItHadAtTheStart) {
    const Fd file = make_capture_file("same").value();
    ASSERT_TRUE(write_all(file.get(), "once;"));
    EXPECT_TRUE(signal_safe::copy_file(file.get(), file.get()));
    EXPECT_EQ(read_at(file.get(), 0, 100).value(), "once;once;");
}

TEST(SignalSafeTest, KeepsErrnoWhenACallFails) {
    errno = EDOM;
    EXPECT_FALSE(signal_safe::write_all(-1, "x"));
    EXPECT_EQ(errno, EDOM);
}

TEST(SignalSafeTest, TellsWhetherTheLastLineIsComplete) {
    const Fd file = make_capture_file("line").value();
    EXPECT_TRUE(signal_safe::is_empty(file.get()));
    EXPECT_TRUE(signal_safe::ends_a_line(file.get()));
    ASSERT_TRUE(write_all(file.get(), "a\nb"));
    EXPECT_FALSE(signal_safe::is_empty(file.get()));
    EXPECT_FALSE(signal_safe::ends_a_line(file.get()));
}

TEST(SignalHandlerTest, RestoresWhatWasThereBefore) {
    handled = 0;
    auto outer = SignalHandler::install(SIGUSR2, count).value();
    {
        auto inner = SignalHandler::install(SIGUSR2, count_too).value();
        ::raise(SIGUSR2);
    }
    ::raise(SIGUSR2);
    EXPECT_EQ(handled, 101);
}

TEST(SignalHandlerTest, LeavesAHandlerThatReplacedOurs) {
    handled = 0;
    auto first = SignalHandler::install(SIGUSR2, count).value();
    auto second = SignalHandler::install(SIGUSR2, count_too).value();
    first.restore();
    ::raise(SIGUSR2);
    EXPECT_EQ(handled, 100);
}

TEST(SignalHandlerTest, PassesASentSignalOnToTheEarlierHandler) {
    handled = 0;
    auto outer = SignalHandler::install(SIGUSR2, count).value();
    auto inner = SignalHandler::install(SIGUSR2, count_too).value();
    inner.pass_on(nullptr);
    EXPECT_EQ(handled, 1);
}

TEST(SignalTimerTest, FiresOnceAtItsDeadline) {
    handled = 0;
    auto handler = SignalHandler::install(SIGUSR2, count).value();
    auto timer = SignalTimer::start(SIGUSR2, Deadline::after(-1s)).value();
    while (handled == 0) std::this_thread::yield();
    EXPECT_EQ(handled, 1);
}

TEST(SignalTimerTest, DoesNotFireOnceItIsGone) {
    handled = 0;
    auto handler = SignalHandler::install(SIGUSR2, count).value();
    { auto timer = SignalTimer::start(SIGUSR2, Deadline::after(1h)).value(); }
    auto moved = SignalTimer::start(SIGUSR2, Deadline::after(1h)).value();
    moved = SignalTimer();
    EXPECT_EQ(handled, 0);
}

}  // namespace
}  // namespace hangar::os
