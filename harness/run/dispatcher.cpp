// SPDX-License-Identifier: Apache-2.0
#include <signal.h>

#include <hangar/backends/runtime/sleep.hpp>
#include <hangar/diag/os/job_control.hpp>
#include <hangar/harness/run/dispatcher.hpp>
#include <hangar/harness/run/test_launcher.hpp>

namespace hangar::run {

runtime::Task<void> Dispatcher::run(Schedule schedule) {
    schedule_.emplace(std::move(schedule));
    auto body = [this](runtime::Nursery& nursery) -> runtime::Task<void> {
        nursery.start_soon([this] { return sweep(); }, "sweep");
        nursery.start_soon([this] { return follow_outputs(); }, "outputs");
        start_what_may(nursery);
        co_await pass_on_reports();
        nursery.cancel("every test is over");
    };
    auto joined = runtime::with_nursery(body);
    co_await std::move(joined);
}

// The last to leave closes the channel.
void Dispatcher::start_what_may(runtime::Nursery& nursery) {
    while (!stopped_) {
        Batch* batch = schedule_->next();
        if (batch == nullptr) break;
        ++running_;
        nursery.start_soon([this, &nursery, batch] { return run_batch(nursery, *batch); }, "test");
    }
    if (running_ == 0) services_.reports.close();
}

runtime::Task<void> Dispatcher::run_batch(runtime::Nursery& nursery, Batch& batch) {
    std::deque<std::vector<Job*>> processes(1);
    for (Job& job : batch) processes.front().push_back(&job);
    while (!processes.empty() && interrupted_by_ == 0) {
        Unit unit(services_, std::move(processes.front()));
        processes.pop_front();
        unit.on_end = [this](const Unit::End& end) { count(end.event); };
        units_.insert(&unit);
        co_await unit.run();
        units_.erase(&unit);
        continue_after(unit, processes);
    }
    schedule_->give_back(batch);
    const Program& program = *batch.front().program;
    if (schedule_->is_through(program)) services_.tests->end_servers(program);
    --running_;
    start_what_may(nursery);
}

// Those that came to no turn go on in a process of their own; what failed is tried again, alone.
void Dispatcher::continue_after(const Unit& unit, std::deque<std::vector<Job*>>& processes) {
    auto rest = stopped_ ? std::vector<Job*>() : unit.rest();
    if (unit.rest_is_suspect())
        for (Job* job : rest) processes.push_back({job});
    else if (!rest.empty())
        processes.push_front(std::move(rest));
    for (const auto& end : unit.ends()) {
        if (!end.event.retried) continue;
        ++end.job->attempt;
        --end.job->retries;
        end.job->failed = true;
        processes.push_back({end.job});
    }
}

// Tests that share a process do not run on in it after the last failure that is tolerated.
void Dispatcher::count(const events::TestFinished& end) {
    if (end.retried || events::verdict(end) != events::Verdict::failed) return;
    ++failures_;
    const int most = services_.options.max_fail;
    if (most == 0 || failures_ < most) return;
    stopped_ = true;
    for (Unit* unit : units_)
        if (unit->is_shared()) unit->stop(Stop::ask, SIGTERM);
}

runtime::Task<void> Dispatcher::pass_on_reports() {
    for (;;) {
        const auto report = co_await services_.reports.receive();
        if (!report) co_return;
        reporters_.tell(*report);
    }
}

// Those that a running test orphans end while it runs.
runtime::Task<void> Dispatcher::sweep() {
    for (;;) {
        co_await runtime::sleep_for(std::chrono::seconds(1));
        services_.orphans.collect_ended();
        for (Unit* unit : units_) unit->look_at_holdings();
    }
}

runtime::Task<void> Dispatcher::follow_outputs() {
    for (;;) {
        co_await runtime::sleep_for(std::chrono::milliseconds(50));
        for (Unit* unit : units_) unit->follow_output();
    }
}

runtime::Task<void> Dispatcher::heed_signals(runtime::SignalStream& signals) {
    for (;;) {
        const auto came = co_await signals.next();
        for (const int signal : came) heed(signal);
    }
}

void Dispatcher::heed(int signal) {
    // The terminal sends it to the debugger, too, and means that.
    if (signal == SIGINT && !services_.debugger.empty()) return;
    if (signal == SIGUSR1)
        tell_what_runs();
    else if (signal == SIGTSTP)
        stand_still();
    else
        interrupt(signal);
}

void Dispatcher::stand_still() {
    for (Unit* unit : units_) unit->pause();
    before_stop();
    const auto begin = os::Clock::now();
    os::stop_this_process();
    const auto paused = os::Clock::now() - begin;
    after_stop();
    for (Unit* unit : units_) unit->resume(paused);
}

void Dispatcher::interrupt(int signal) {
    stopped_ = true;
    const bool at_once = signal == SIGQUIT && interruptions_ == 0;
    if (at_once) ++interruptions_;
    if (interrupted_by_ == 0) {
        interrupted_by_ = signal;
        reporters_.tell(events::RunInterrupted{signal, static_cast<int>(units_.size())});
    }
    switch (++interruptions_) {
        case 1:
            for (Unit* unit : units_) unit->stop(Stop::ask, signal);
            return;
        case 2:
            for (Unit* unit : units_) unit->stop(Stop::kill, signal);
            return;
        default:
            on_abort();
    }
}

void Dispatcher::tell_what_runs() {
    std::string text = std::to_string(units_.size()) + " running";  // said at once
    for (const Unit* unit : units_) text += "\n  " + unit->status();
    say_(std::move(text));
    for (const Unit* unit : units_) unit->ask_for_tasks();
}

}  // namespace hangar::run
