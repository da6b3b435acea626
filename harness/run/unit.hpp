// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include <hangar/backends/runtime/cancel_scope.hpp>
#include <hangar/backends/runtime/task.hpp>
#include <hangar/harness/run/attempt_files.hpp>
#include <hangar/harness/run/judgement.hpp>
#include <hangar/harness/run/output_steps.hpp>
#include <hangar/harness/run/program.hpp>
#include <hangar/harness/run/services.hpp>
#include <hangar/harness/run/test_launcher.hpp>
#include <hangar/harness/run/turns.hpp>

namespace hangar::run {

// How firmly a test is asked to end, in rising order.
enum class Stop { none, ask, kill };

// The executor of one process under test, and so of one attempt at one test, or at several that
// share it: owns the process, its timers, its files, and ends it and all that stems from it,
// whatever it does. It tells the dispatcher what happens by events.
//
// It is over when the process has ended, never at the end of a pipe. Each of its waits is bounded:
// until the slow mark, until the timeout, for a dump, the grace after SIGTERM, a few seconds after
// SIGKILL. What hangs is looked into before the first signal. Where tests share the process, its
// output tells whose turn it is; timers begin anew with each, and each one's end is told at once.
//
// Only the runner's thread may touch it. Not movable: the dispatcher points at it.
class Unit {
  public:
    // Requires: at least one job, all of the same program and under equal rules; they outlive it.
    Unit(Services& services, std::vector<Job*> jobs);
    Unit(const Unit&) = delete;
    Unit& operator=(const Unit&) = delete;
    ~Unit();  // kills what run() did not come to collect

    [[nodiscard]] runtime::Task<void> run();

    struct End {
        Job* job;
        events::TestFinished event;
    };
    // Hears of each as it is told.
    std::function<void(const End&)> on_end = [](const End&) {};
    // What run() has told; without those that the user interrupted.
    [[nodiscard]] const std::vector<End>& ends() const noexcept { return ends_; }
    // Those whose turn did not come before the process ended.
    [[nodiscard]] std::vector<Job*> rest() const;
    // Nobody can tell which of the rest has ended it.
    [[nodiscard]] bool rest_is_suspect() const noexcept { return suspects_; }
    [[nodiscard]] bool is_shared() const noexcept { return steps_.has_value(); }

    // From the dispatcher: ends it before its time; `signal` is what ended the run.
    void stop(Stop how, int signal) noexcept;
    // The time that follows until resume() is not its own; its processes stand still.
    void pause();
    void resume(os::Duration paused);
    // What it is doing, in a line, for whoever asks while it runs.
    [[nodiscard]] std::string status() const;
    // Makes its process dump its tasks, if that announced that it does.
    void ask_for_tasks() const;
    // From the dispatcher, now and then: what its processes hold is known when they are gone.
    void look_at_holdings();
    // From the dispatcher, often: however much it prints, it neither fills memory nor disk.
    void follow_output();

  private:
    [[nodiscard]] Job& job() const noexcept { return turns_.current(); }
    [[nodiscard]] os::ProcessId identity() const;  // of its process, with the start time
    // Its process is there, if only as a zombie: its numbers are nobody else's.
    [[nodiscard]] bool is_up() const { return process_ && !evidence_.status; }
    runtime::Task<os::Status> start();
    runtime::Task<void> say_start_of_process();
    runtime::Task<void> say_trouble();

    // unit_watch.cpp: while it runs.
    runtime::Task<bool> ended_by_itself();
    runtime::Task<void> watch_for_deadlock();
    runtime::Task<void> tell_finding(const Finding& found);
    runtime::Task<void> follow_turns();
    runtime::Task<void> take_steps();
    runtime::Task<void> take_beginning(const OutputStep& step);
    runtime::Task<void> report_held(const std::vector<std::string>& torn_down);
    runtime::Task<void> begin_turn(std::size_t test);
    void next_turn();
    runtime::Task<bool> ended_in_time();
    [[nodiscard]] os::Duration next_mark() const;
    runtime::Task<bool> expired();
    runtime::Task<bool> stretched(os::Duration limit);
    runtime::Task<bool> ended_before(os::TimePoint limit, Stop tolerated);
    runtime::Task<bool> ended_before_instant(os::TimePoint limit, Stop tolerated);
    [[nodiscard]] os::Duration timeout() const;
    runtime::Task<void> take_dump();

    // unit_end.cpp: how it is brought to its end.
    runtime::Task<void> await_the_end();
    void ask_to_end();
    void kill_everything();
    runtime::Task<void> take_orphans();
    void take_files();
    void collect();

    runtime::Task<void> report_ends();
    runtime::Task<void> report_without_report();
    void take_printed_report();
    runtime::Task<void> report_those_in(const GtestReports& reports, const ResultNotes& notes);
    [[nodiscard]] bool any_failed() const;
    void take_printed_failures(GtestReport& report) const;
    void add_suite_failures(GtestReport& report, const std::vector<std::string>& torn_down) const;
    runtime::Task<void> report_current(const Evidence& evidence, std::uint64_t output_end);
    void place_among_attempts(events::TestFinished& end) const;
    runtime::Task<void> say(events::Event event);
    [[nodiscard]] bool worth_reporting() const;

    Services& services_;
    Turns turns_;
    std::optional<OutputSteps> steps_;  // where tests share the process
    std::uint64_t output_read_ = 0;
    std::uint64_t output_begin_ = 0;   // of the current test's
    std::optional<OutputStep> held_;   // its end, which is not told before its suite's
    std::string suite_;                // of the current test,
    std::vector<std::string> set_up_;  // and what failed when that was set up
    std::optional<AttemptFiles> files_;
    os::Pidfd process_;
    std::unique_ptr<ForkServer> server_;  // that has forked it, if one has
    Lineage lineage_;
    LeftoverFiles::Ticket ticket_ = 0;
    Traces traces_;
    Evidence evidence_;      // of the process, and of the test that it ended with
    os::TimePoint started_;  // the current test
    os::Duration paused_{};  // in all, so far
    events::Milliseconds duration_{};
    os::Duration stretch_{};        // what it has beyond its timeout,
    os::Duration queued_before_{};  // and what its process had waited before its turn
    bool slow_ = false;
    bool suspects_ = false;
    Stop stop_ = Stop::none;
    int stop_signal_ = 0;
    const char* phase_ = "running";
    runtime::CancelScope* waiting_ = nullptr;
    std::vector<End> ends_;
};

// What is noted of that test; an empty one if nothing is.
[[nodiscard]] ResultNote note_of(const ResultNotes& notes, const Job& job);

}  // namespace hangar::run
