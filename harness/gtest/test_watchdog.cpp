// SPDX-License-Identifier: Apache-2.0
#include <fmt/chrono.h>
#include <fmt/format.h>
#include <signal.h>

#include <hangar/diag/os/signal_safe.hpp>
#include <hangar/harness/gtest/last_words.hpp>
#include <hangar/harness/gtest/test_watchdog.hpp>

namespace hangar {
namespace {

namespace safe = os::signal_safe;

// What the handler says and where: fixed before the timer starts.
struct Verdict {
    std::string message;
    std::string note;
    int note_fd = -1;
};

Verdict& verdict() {
    static Verdict instance;
    return instance;
}

int watchdog_signal() {
    return SIGRTMAX - 3;  // out of the way of who counts from either end
}

void on_time_is_up(int, siginfo_t*, void*) {
    LastWords::speak();
    safe::write_all(2, verdict().message);
    if (verdict().note_fd >= 0) safe::write_all(verdict().note_fd, verdict().note);
    safe::end_process(1);
}

}  // namespace

os::Result<TestWatchdog> TestWatchdog::start(const std::string& test,
                                             std::chrono::milliseconds limit,
                                             std::chrono::milliseconds slack,
                                             const ResultNotes& notes) {
    const std::string reason = fmt::format("not over after {}", limit);
    verdict() = {fmt::format("hangar: {}: {}; ending the program\n", test, reason),
                 ResultNotes::line(test, "timeout", reason), notes.fd()};
    TestWatchdog watchdog;
    auto handler = os::SignalHandler::install(watchdog_signal(), on_time_is_up);
    if (!handler) return tl::unexpected(handler.error());
    watchdog.handler_ = *std::move(handler);
    auto timer = os::SignalTimer::start(watchdog_signal(), os::Deadline::after(limit + slack));
    if (!timer) return tl::unexpected(timer.error());
    watchdog.timer_ = *std::move(timer);
    return watchdog;
}

}  // namespace hangar
