// SPDX-License-Identifier: Apache-2.0
// What a unit does while its process runs.
#include <algorithm>

#include <hangar/backends/runtime/async_fd.hpp>
#include <hangar/backends/runtime/nursery.hpp>
#include <hangar/backends/runtime/scopes.hpp>
#include <hangar/backends/runtime/sleep.hpp>
#include <hangar/harness/run/examination.hpp>
#include <hangar/harness/run/hang_watch.hpp>
#include <hangar/harness/run/queued_time.hpp>
#include <hangar/harness/run/unit.hpp>

namespace hangar::run {
namespace {

using namespace std::chrono_literals;

// By then a test linked with hangar has said what timeout it declares.
constexpr os::Duration first_look = 100ms;
// How often the output of tests that share a process is read.
constexpr os::Duration between_reads = 20ms;
// A timeout becomes ten times as long at most, and not for less than a hundredth.
constexpr int most_stretched = 9;
constexpr int worth_while = 100;
// Of what a test printed: enough for its failures.
constexpr std::uint64_t longest_part = 256U << 10U;

std::string output_part(const AttemptFiles& files, const OutputStep& step) {
    return files.output_from(step.begin, std::min(step.end - step.begin, longest_part));
}

}  // namespace

runtime::Task<bool> Unit::ended_by_itself() {
    if (!is_shared()) {  // most end before there is anything to watch
        const bool at_once = co_await ended_before(started_ + next_mark(), Stop::none);
        if (at_once) co_return true;
    }
    bool ended = false;
    auto body = [&](runtime::Nursery& nursery) -> runtime::Task<void> {
        nursery.start_soon([this] { return watch_for_deadlock(); }, "deadlock watch");
        if (is_shared()) nursery.start_soon([this] { return follow_turns(); }, "turns");
        ended = co_await ended_in_time();
        nursery.cancel("the test is over");
    };
    auto joined = runtime::with_nursery(body);
    co_await std::move(joined);
    co_return ended;
}

// From the slow mark on.
runtime::Task<void> Unit::watch_for_deadlock() {
    const auto begin = std::max<os::Duration>(job().rules->slow, first_look);
    while (os::Clock::now() < started_ + begin) {  // another test's, after each turn
        const auto at = started_ + begin;
        co_await runtime::sleep_until(at);
    }
    HangWatch watch(services_, process_, job().rules->deadlock != Deadlock::off);
    auto tell = [this](const Finding& found) { return tell_finding(found); };
    auto watched = watch.run(tell);
    const bool proven = co_await std::move(watched);
    evidence_.deadlocked = proven && job().rules->deadlock == Deadlock::end;
    if (evidence_.deadlocked && waiting_ != nullptr) waiting_->cancel("it is deadlocked");
}

runtime::Task<void> Unit::tell_finding(const Finding& found) {
    evidence_.finding = found;
    events::TestExamined examined{job().ref(), {}, found.confidence, {}, found.deadlock};
    if (!found.cause.empty()) examined.cause = found.cause;
    if (!found.cause.empty()) examined.summary = found.summary;
    co_await say(std::move(examined));
}

runtime::Task<void> Unit::follow_turns() {
    for (;;) {
        co_await runtime::sleep_for(between_reads);
        // What it has read it tells, though the process may end meanwhile.
        runtime::ScopeOptions to_the_end;
        to_the_end.shield = true;
        auto take = [this](runtime::CancelScope&) { return take_steps(); };
        auto taken = runtime::within_scope(to_the_end, take);
        co_await std::move(taken);
    }
}

runtime::Task<void> Unit::take_steps() {
    for (;;) {
        const auto more = files_->output_from(output_read_);
        if (more.empty()) co_return;
        output_read_ += more.size();
        for (const auto& step : steps_->take(more)) {
            if (step.kind == OutputStep::Kind::begun)
                co_await take_beginning(step);
            else
                held_ = step;
        }
    }
}

runtime::Task<void> Unit::take_beginning(const OutputStep& step) {
    co_await report_held(step.before.torn_down);
    if (stop_ != Stop::none) co_return;  // it is not to run any more
    output_begin_ = step.begin;
    co_await begin_turn(step.test);
    const auto& name = job().test->info.name;
    if (!name.starts_with(suite_ + '.')) set_up_.clear();
    suite_ = name.substr(0, name.find('.'));
    set_up_.insert(set_up_.end(), step.before.set_up.begin(), step.before.set_up.end());
}

// The test that has ended, by what it printed.
runtime::Task<void> Unit::report_held(const std::vector<std::string>& torn_down) {
    if (!held_) co_return;
    const OutputStep step = *std::exchange(held_, std::nullopt);
    duration_ = step.took ? events::Milliseconds(*step.took) : os::Clock::now() - started_;
    Evidence evidence;
    evidence.report = report_of_output(step.kind, output_part(*files_, step));
    add_suite_failures(*evidence.report, torn_down);
    evidence.note = note_of(files_->notes(), job());
    evidence.status = os::WaitStatus::exited(evidence.report->failures.empty() ? 0 : 1);
    co_await report_current(evidence, step.end);
    output_begin_ = step.end;
}

runtime::Task<void> Unit::begin_turn(std::size_t test) {
    turns_.begin(test);
    if (is_shared()) next_turn();
    events::TestStarted begun{job().ref(), process_.id().pid};
    co_await say(std::move(begun));
}

// Its time begins anew, and whoever waits for the time of the one before looks again.
void Unit::next_turn() {
    started_ = os::Clock::now();
    slow_ = false;
    stretch_ = {};
    if (services_.options.stretches_timeouts && process_) queued_before_ = queued_time(identity());
    evidence_.finding.reset();
    if (waiting_ != nullptr && stop_ == Stop::none) waiting_->cancel("another test's turn");
}

runtime::Task<bool> Unit::ended_in_time() {
    for (;;) {
        const auto mark = started_ + next_mark();
        const bool over = co_await ended_before(mark, Stop::none);
        if (over) co_return true;
        if (stop_ != Stop::none || evidence_.deadlocked) co_return false;
        if (os::Clock::now() < mark) continue;  // another's turn
        const bool enough = co_await expired();
        if (enough) co_return false;
    }
}

// Of the current test's time.
os::Duration Unit::next_mark() const {
    const auto elapsed = os::Clock::now() - started_;
    if (elapsed < first_look) return std::min(first_look, job().rules->timeout);
    const auto limit = timeout();
    const auto slow = job().rules->slow;
    return !slow_ && slow < limit ? slow : limit + stretch_;
}

// Whether the test has had its time.
runtime::Task<bool> Unit::expired() {
    const auto elapsed = os::Clock::now() - started_;
    const auto limit = timeout();
    if (!slow_ && job().rules->slow < limit && elapsed >= job().rules->slow) {
        slow_ = true;
        events::TestSlow slow_test{job().ref(), elapsed};
        co_await say(std::move(slow_test));
    }
    if (elapsed < limit + stretch_) co_return false;
    const bool more = co_await stretched(limit);
    if (more) co_return false;
    evidence_.timed_out = limit + stretch_;
    co_return true;
}

// Whether it is given more time, for that in which others had the processors.
runtime::Task<bool> Unit::stretched(os::Duration limit) {
    if (!services_.options.stretches_timeouts) co_return false;
    const os::Duration kept_from_running = queued_time(identity()) - queued_before_;
    const auto stretch = std::min<os::Duration>(kept_from_running, limit * most_stretched);
    if (stretch < stretch_ + limit / worth_while) co_return false;
    stretch_ = stretch;
    events::TestStretched longer{job().ref(), limit, limit + stretch};
    co_await say(std::move(longer));
    co_return true;
}

// A test linked with hangar may have a timeout of its own; it says so when it begins.
os::Duration Unit::timeout() const {
    const auto declared = note_of(files_->notes(), job()).timeout;
    return declared ? *declared : job().rules->timeout;
}

// The time in which all stood still does not count. False also when the dispatcher wants it more
// firmly than is tolerated.
runtime::Task<bool> Unit::ended_before(os::TimePoint limit, Stop tolerated) {
    for (;;) {
        const auto paused = paused_;
        auto waiting = ended_before_instant(limit, tolerated);
        const bool ended = co_await std::move(waiting);
        const bool late = os::Clock::now() >= limit;
        if (ended || stop_ > tolerated || !late || paused_ == paused) co_return ended;
        limit += paused_ - paused;
    }
}

runtime::Task<bool> Unit::ended_before_instant(os::TimePoint limit, Stop tolerated) {
    if (stop_ > tolerated) co_return false;
    auto watch = [this](runtime::CancelScope& scope) {
        waiting_ = &scope;
        return runtime::wait_exit(process_);
    };
    runtime::ScopeOptions until;
    until.deadline = limit;
    auto watched = runtime::within_scope(until, watch);
    const bool ended = co_await std::move(watched);
    waiting_ = nullptr;
    co_return ended;
}

// Before the first signal, which would change what there is to see. Not for the user, who waits.
runtime::Task<void> Unit::take_dump() {
    if (stop_ != Stop::none) co_return;
    phase_ = "being examined";
    const std::string path = job().file("dumps", "");
    auto examination =
        Examination::start(services_, process_.id().pid, services_.folder + '/' + path);
    if (!examination) co_return;
    auto look = [&](runtime::CancelScope& scope) {
        waiting_ = &scope;
        return examination->finding();
    };
    auto looked = runtime::within_scope({}, look);
    const auto found = co_await std::move(looked);
    waiting_ = nullptr;
    if (!found || !*found) co_return;
    evidence_.dump = path + "/dump.json";
    if (!evidence_.finding || !(*found)->cause.empty()) evidence_.finding = **found;
}

}  // namespace hangar::run
