// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <deque>
#include <functional>
#include <set>
#include <string_view>
#include <vector>

#include <hangar/backends/runtime/async_fd.hpp>
#include <hangar/backends/runtime/nursery.hpp>
#include <hangar/harness/run/reporters.hpp>
#include <hangar/harness/run/schedule.hpp>
#include <hangar/harness/run/unit.hpp>

namespace hangar::run {

// Runs what the schedule gives, some at a time, each attempt in a unit of its own; what fails is
// tried again while it has retries. It alone touches signals, terminal and
// reporters; what units tell it by their channel it passes on in the order of its arrival.
//
// Signals: the first SIGINT, SIGTERM or SIGHUP starts no more tests and is forwarded to those that
// run; the second kills them, as SIGQUIT does at once; the third leaves at once (the tests die with
// the runner). The reports are written in each case. SIGUSR1 asks what runs; tests that announced
// that they dump their tasks for it are sent it, too. SIGTSTP stops the tests and the runner; when
// it is continued they go on, and the time between has not passed for them.
class Dispatcher {
  public:
    // `say` prints a line for a person.
    Dispatcher(Services& services, Reporters& reporters, std::function<void(std::string)> say)
        : services_(services), reporters_(reporters), say_(std::move(say)) {}

    // Runs them to the end, or to what an interruption leaves of it.
    [[nodiscard]] runtime::Task<void> run(Schedule schedule);
    // Heeds signals until it is cancelled.
    [[nodiscard]] runtime::Task<void> heed_signals(runtime::SignalStream& signals);

    // The signal that ended the run; 0 if none did.
    [[nodiscard]] int interrupted_by() const noexcept { return interrupted_by_; }
    // What the third interruption does.
    std::function<void()> on_abort = [] {};
    // The terminal is given back before the runner stops, and taken again.
    std::function<void()> before_stop = [] {};
    std::function<void()> after_stop = [] {};
    // Tells what runs and what it waits for.
    void tell_what_runs();

  private:
    void start_what_may(runtime::Nursery& nursery);
    runtime::Task<void> run_batch(runtime::Nursery& nursery, Batch& batch);
    void continue_after(const Unit& unit, std::deque<std::vector<Job*>>& processes);
    void count(const events::TestFinished& end);
    runtime::Task<void> pass_on_reports();
    runtime::Task<void> sweep();
    runtime::Task<void> follow_outputs();
    void heed(int signal);
    void interrupt(int signal);
    void stand_still();

    Services& services_;
    Reporters& reporters_;
    std::function<void(std::string)> say_;
    std::optional<Schedule> schedule_;
    int running_ = 0;
    int failures_ = 0;
    std::set<Unit*> units_;
    int interrupted_by_ = 0;
    int interruptions_ = 0;
    bool stopped_ = false;
};

}  // namespace hangar::run
