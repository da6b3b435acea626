// SPDX-License-Identifier: Apache-2.0
// How a unit's process, and all that stems from it, is brought to its end.
#include <signal.h>

#include <hangar/backends/runtime/async_fd.hpp>
#include <hangar/backends/runtime/scopes.hpp>
#include <hangar/diag/os/proc_children.hpp>
#include <hangar/harness/run/unit.hpp>

namespace hangar::run {
namespace {

using namespace std::chrono_literals;

// SIGKILL is obeyed at once, but for a process in an uninterruptible sleep: it is left alone then.
constexpr auto patience_with_the_kernel = 5s;
// What is on its way out when its test ends is no leak.
constexpr auto orphans_settle = 100ms;
constexpr int kill_rounds = 50;

void signal_all(const std::vector<os::Pidfd>& processes, int signal) {
    for (const auto& process : processes) static_cast<void>(process.signal(signal));
}

}  // namespace

runtime::Task<void> Unit::await_the_end() {
    bool ended = co_await ended_by_itself();
    if (!ended) {
        co_await take_dump();
        ask_to_end();
        ended = co_await ended_before(runtime::from_now(job().rules->grace), Stop::ask);
    }
    if (!ended) {
        kill_everything();
        co_await ended_before(runtime::from_now(patience_with_the_kernel), Stop::kill);
    }
    duration_ = os::Clock::now() - started_;
}

void Unit::stop(Stop how, int signal) noexcept {
    if (how <= stop_) return;
    stop_ = how;
    stop_signal_ = signal;
    if (waiting_ != nullptr) waiting_->cancel("the run was interrupted");
}

void Unit::pause() {
    if (is_up()) static_cast<void>(os::signal_group(os::ProcessGroup{process_.id().pid}, SIGSTOP));
}

void Unit::resume(os::Duration paused) {
    started_ += paused;
    paused_ += paused;
    if (is_up()) static_cast<void>(os::signal_group(os::ProcessGroup{process_.id().pid}, SIGCONT));
}

// A stopped process acts on no signal but SIGKILL: it is woken first.
void Unit::ask_to_end() {
    phase_ = "asked to end";
    look_at_holdings();
    const int signal = stop_ == Stop::none ? SIGTERM : stop_signal_;
    const os::ProcessGroup group{process_.id().pid};
    static_cast<void>(os::signal_group(group, signal));
    static_cast<void>(os::signal_group(group, SIGCONT));
}

void Unit::kill_everything() {
    phase_ = "killed";
    static_cast<void>(os::signal_group(os::ProcessGroup{process_.id().pid}, SIGKILL));
    static_cast<void>(process_.signal(SIGKILL));
    signal_all(services_.orphans.living(lineage_), SIGKILL);
}

runtime::Task<void> Unit::take_orphans() {
    phase_ = "survivors";
    auto living = services_.orphans.living(lineage_);
    if (living.empty()) co_return;
    const auto settled = os::Deadline::after(orphans_settle);
    bool ended = true;
    while (ended && !living.empty() && !settled.passed()) {
        ended = co_await all_ended(living, settled.left());
        // One that ends may have started another: a daemon is born like that.
        living = services_.orphans.living(lineage_);
    }
    if (!living.empty() && job().rules->leaks != Leaks::off) {
        evidence_.leaked = describe_living(living);
        look_at_holdings();
    }
    // Whoever forks while he is being killed is met in the next round.
    for (int round = 0; round < kill_rounds && !living.empty(); ++round) {
        signal_all(living, SIGKILL);
        co_await all_ended(living, patience_with_the_kernel);
        living = services_.orphans.living(lineage_);
    }
}

void Unit::look_at_holdings() {
    if (!is_up() || job().rules->leaks == Leaks::off) return;
    note_held(process_.id().pid, traces_);
    const auto below = os::descendants_of(identity());
    for (const auto& id : below.value_or(std::vector<os::ProcessId>())) note_held(id.pid, traces_);
    for (const auto& survivor : services_.orphans.living(lineage_))
        note_held(survivor.id().pid, traces_);
}

void Unit::take_files() {
    if (!process_ || job().rules->leaks == Leaks::off) return services_.leftovers.forget(ticket_);
    traces_.pids.insert(process_.id().pid);
    for (auto& path : services_.leftovers.test_ends(ticket_, traces_))
        evidence_.leaked.push_back({process_.id().pid, job().program->path, std::move(path)});
}

void Unit::collect() {
    if (const auto status = process_.collect(); status && *status) {
        evidence_.status = **status;
        services_.orphans.collected(lineage_.leader);
    }
}

}  // namespace hangar::run
