// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>

#include <hangar/backends/runtime/cancel_scope.hpp>
#include <hangar/backends/runtime/task.hpp>
#include <hangar/harness/run/attempt_files.hpp>
#include <hangar/harness/run/judgement.hpp>
#include <hangar/harness/run/program.hpp>
#include <hangar/harness/run/services.hpp>

namespace hangar::run {

// How firmly a test is asked to end, in rising order.
enum class Stop { none, ask, kill };

// The executor of one attempt at one test: owns its process, its timers, its files, and ends it and
// all that stems from it, whatever it does. It tells the dispatcher what happens by events.
//
// It is over when the process has ended, never at the end of a pipe. Each of its waits is bounded:
// until the slow mark, until the timeout, for a dump, the grace after SIGTERM, a few seconds after
// SIGKILL. What hangs is looked into before the first signal.
//
// Only the runner's thread may touch it. Not movable: the dispatcher points at it.
class Unit {
  public:
    Unit(Services& services, const Job& job) : services_(services), job_(job) {}
    Unit(const Unit&) = delete;
    Unit& operator=(const Unit&) = delete;
    ~Unit();  // kills what run() did not come to collect

    [[nodiscard]] runtime::Task<void> run();

    // How it ended; empty before, and for a test that was interrupted.
    [[nodiscard]] const std::optional<events::TestFinished>& end() const noexcept { return end_; }

    // From the dispatcher: ends it before its time; `signal` is what ended the run.
    void stop(Stop how, int signal) noexcept;
    // What it is doing, in a line, for whoever asks while it runs.
    [[nodiscard]] std::string status() const;
    // Makes its process dump its tasks, if that announced that it does.
    void ask_for_tasks() const;
    // From the dispatcher, now and then: what its processes hold is known when they are gone.
    void look_at_holdings();

  private:
    os::Status start();
    runtime::Task<void> await_the_end();
    runtime::Task<bool> ended_by_itself();
    runtime::Task<void> watch_for_deadlock();
    runtime::Task<void> take_dump();
    runtime::Task<bool> ended_in_time();
    runtime::Task<bool> ended_before(os::TimePoint limit, Stop tolerated);
    runtime::Task<void> take_orphans();
    void take_files();
    [[nodiscard]] os::Duration declared_timeout(os::Duration otherwise) const;
    void ask_to_end();
    void kill_everything();
    void collect();
    runtime::Task<void> report_end();
    void place_among_attempts(events::TestFinished& end) const;
    runtime::Task<void> say(events::Event event);
    [[nodiscard]] os::TimePoint mark(os::Duration after_start) const;
    [[nodiscard]] bool worth_reporting() const;

    Services& services_;
    Job job_;
    std::optional<AttemptFiles> files_;
    os::Pidfd process_;
    Lineage lineage_;
    LeftoverFiles::Ticket ticket_ = 0;
    Traces traces_;
    Evidence evidence_;
    os::TimePoint started_;
    events::Milliseconds duration_{};
    std::optional<events::TestFinished> end_;
    bool slow_ = false;
    Stop stop_ = Stop::none;
    int stop_signal_ = 0;
    const char* phase_ = "running";
    runtime::CancelScope* waiting_ = nullptr;
};

}  // namespace hangar::run
