// SPDX-License-Identifier: Apache-2.0
#include <signal.h>

#include <hangar/backends/runtime/sleep.hpp>
#include <hangar/harness/run/dispatcher.hpp>

namespace hangar::run {

runtime::Task<void> Dispatcher::run(Schedule schedule) {
    schedule_.emplace(std::move(schedule));
    auto body = [this](runtime::Nursery& nursery) -> runtime::Task<void> {
        nursery.start_soon([this] { return sweep(); }, "sweep");
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
        Job* job = schedule_->next();
        if (job == nullptr) break;
        ++running_;
        nursery.start_soon([this, &nursery, job] { return run_test(nursery, *job); }, "test");
    }
    if (running_ == 0) services_.reports.close();
}

runtime::Task<void> Dispatcher::run_test(runtime::Nursery& nursery, Job& job) {
    for (;;) {
        Unit unit(services_, job);
        units_.insert(&unit);
        co_await unit.run();
        units_.erase(&unit);
        count(unit);
        if (!unit.end() || !unit.end()->retried || interrupted_by_ != 0) break;
        ++job.attempt;
        --job.retries;
        job.failed = true;
    }
    schedule_->give_back(job);
    --running_;
    start_what_may(nursery);
}

void Dispatcher::count(const Unit& unit) {
    const auto& end = unit.end();
    if (!end || end->retried || events::verdict(*end) != events::Verdict::failed) return;
    ++failures_;
    const int most = services_.options.max_fail;
    if (most > 0 && failures_ >= most) stopped_ = true;
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

runtime::Task<void> Dispatcher::heed_signals(runtime::SignalStream& signals) {
    for (;;) {
        const auto came = co_await signals.next();
        for (const int signal : came) heed(signal);
    }
}

void Dispatcher::heed(int signal) {
    if (signal == SIGUSR1)
        tell_what_runs();
    else
        interrupt(signal);
}

void Dispatcher::interrupt(int signal) {
    stopped_ = true;
    switch (++interruptions_) {
        case 1:
            interrupted_by_ = signal;
            reporters_.tell(events::RunInterrupted{signal, static_cast<int>(units_.size())});
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
    say_(std::to_string(units_.size()) + " running");
    for (const Unit* unit : units_) say_("  " + unit->status());
    for (const Unit* unit : units_) unit->ask_for_tasks();
}

}  // namespace hangar::run
