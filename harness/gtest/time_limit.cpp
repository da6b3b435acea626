// SPDX-License-Identifier: Apache-2.0
#include <hangar/harness/gtest/test_watchdog.hpp>
#include <hangar/harness/gtest/time_limit.hpp>

namespace hangar {
namespace {

using namespace std::chrono_literals;

constexpr TimeLimit::Duration after_the_runner = 10s;

struct Running {
    std::string test;
    std::optional<TimeLimit::Duration> declared;
    TimeLimit::Watch watch;
    const ResultNotes* notes;
    std::optional<TestWatchdog> watchdog;
    bool exceeded = false;
};

std::optional<Running>& running() {
    static std::optional<Running> instance;
    return instance;
}

os::Status end_process_at(TimeLimit::Duration limit, TimeLimit::Duration slack) {
    running()->watchdog.reset();
    auto watchdog = TestWatchdog::start(running()->test, limit, slack, *running()->notes);
    if (!watchdog) return tl::unexpected(watchdog.error());
    running()->watchdog = *std::move(watchdog);
    return {};
}

}  // namespace

os::Status TimeLimit::begin(const std::string& test, std::optional<Duration> declared, Watch watch,
                            const ResultNotes& notes) {
    running() = Running{test, declared, watch, &notes, std::nullopt};
    if (!declared) return {};
    notes.timeout_declared(test, *declared);
    return end_process_at(*declared, watch == Watch::runners ? after_the_runner : 0ms);
}

void TimeLimit::end() noexcept {
    running().reset();
}

os::Result<std::optional<TimeLimit::Duration>> TimeLimit::cancel_after(Duration otherwise,
                                                                       Duration cleanup) {
    if (!running()) return otherwise;  // no listener: nobody watches, the body still cancels
    if (running()->watch == Watch::runners) return std::nullopt;
    const Duration limit = running()->declared.value_or(otherwise);
    if (auto watched = end_process_at(limit, cleanup); !watched)
        return tl::unexpected(watched.error());
    return limit;
}

void TimeLimit::note_exceeded() noexcept {
    if (running()) running()->exceeded = true;
}

bool TimeLimit::exceeded() noexcept {
    return running() && running()->exceeded;
}

}  // namespace hangar
