// SPDX-License-Identifier: Apache-2.0
#include <signal.h>

#include <algorithm>

#include <hangar/backends/runtime/sleep.hpp>
#include <hangar/harness/run/dispatcher.hpp>

namespace hangar::run {
namespace {

bool is_failure(const events::Event& event) {
    const auto* end = std::get_if<events::TestFinished>(&event);
    return end != nullptr && events::verdict(end->outcome) == events::Verdict::failed;
}

}  // namespace

runtime::Task<void> Dispatcher::run(std::vector<Job> jobs) {
    jobs_ = std::move(jobs);
    const auto wanted = static_cast<std::size_t>(services_.options.jobs);
    workers_ = static_cast<int>(std::min(wanted, jobs_.size()));
    if (workers_ == 0) co_return;
    auto body = [this](runtime::Nursery& nursery) -> runtime::Task<void> {
        for (int i = workers_; i > 0; --i) nursery.start_soon([this] { return work(); }, "worker");
        nursery.start_soon([this] { return sweep(); }, "sweep");
        co_await pass_on_reports();
        nursery.cancel("every test is over");
    };
    auto joined = runtime::with_nursery(body);
    co_await std::move(joined);
}

// Takes the next job until there is none; the last to leave closes the channel.
runtime::Task<void> Dispatcher::work() {
    while (!stopped_ && next_ < jobs_.size()) {
        Unit unit(services_, jobs_[next_++]);
        units_.insert(&unit);
        co_await unit.run();
        units_.erase(&unit);
    }
    if (--workers_ == 0) services_.reports.close();
}

runtime::Task<void> Dispatcher::pass_on_reports() {
    for (;;) {
        const auto report = co_await services_.reports.receive();
        if (!report) co_return;
        reporters_.tell(*report);
        if (services_.options.fail_fast && is_failure(report->event)) stopped_ = true;
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
