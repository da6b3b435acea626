// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>
#include <signal.h>

#include <algorithm>
#include <filesystem>
#include <set>

#include <hangar/diag/tasks/announced.hpp>
#include <hangar/harness/events/wall_clock.hpp>
#include <hangar/harness/run/batching.hpp>
#include <hangar/harness/run/gtest_filter.hpp>
#include <hangar/harness/run/unit.hpp>

namespace hangar::run {
namespace {

using namespace std::chrono_literals;

// Of what a test printed: enough for its failures.
constexpr std::uint64_t longest_quoted = 256U << 10U;

std::vector<std::string> names_of(const std::vector<Job*>& jobs) {
    std::vector<std::string> names;
    for (const Job* job : jobs) names.push_back(job->test->info.name);
    return names;
}

// By a DumpOnHang: the first in the test's own folder, beneath the run's.
std::optional<std::string> dump_of_its_own(const Job& job, const std::string& folder) {
    namespace fs = std::filesystem;
    const std::string path = job.file("dumps", "");
    std::error_code failed;
    std::set<std::string> names;
    for (const auto& entry : fs::directory_iterator(folder + '/' + path, failed))
        if (entry.path().extension() == ".txt") names.insert(entry.path().filename());
    if (names.empty()) return std::nullopt;
    return path + '/' + *names.begin();
}

}  // namespace

ResultNote note_of(const ResultNotes& notes, const Job& job) {
    const auto found = notes.find(job.test->info.name);
    return found != notes.end() ? found->second : ResultNote();
}

Unit::Unit(Services& services, std::vector<Job*> jobs)
    : services_(services), turns_(std::move(jobs)) {
    if (turns_.jobs().size() > 1) steps_.emplace(names_of(turns_.jobs()));
}

runtime::Task<void> Unit::run() {
    started_ = os::Clock::now();
    ticket_ = services_.leftovers.test_begins();
    auto starting = start();
    const auto status = co_await std::move(starting);
    if (!status) evidence_.start_error = status.error().message();
    co_await say_start_of_process();
    if (process_) {
        co_await await_the_end();
        co_await take_orphans();
        collect();
    }
    take_files();
    co_await report_ends();
    // Not while a process that would not die could still write its report.
    if (process_ && !evidence_.status && files_) files_->give_up();
    if (server_ && evidence_.status)
        services_.tests->give_back(*turns_.jobs().front()->program, std::move(server_));
}

// Only when the runner itself fails: run() has else collected the process.
Unit::~Unit() {
    if (!process_ || evidence_.status) return;
    static_cast<void>(os::signal_group(os::ProcessGroup{process_.id().pid}, SIGKILL));
    static_cast<void>(process_.signal(SIGKILL));
    static_cast<void>(process_.wait_exit(os::Deadline::after(2s)));
    static_cast<void>(process_.collect());
    services_.orphans.collected(lineage_.leader);
}

runtime::Task<os::Status> Unit::start() {
    const auto& jobs = turns_.jobs();
    lineage_.tag = services_.next_tag();
    lineage_.test = name_for(jobs);
    auto files = AttemptFiles::create(*jobs.front(), services_, is_shared());
    if (!files) co_return os::Status(tl::unexpected(files.error()));
    files_.emplace(std::move(*files));
    auto wanted = [this] { return stop_ == Stop::none; };
    auto launching = services_.tests->launch(jobs, *files_, lineage_.tag, wanted);
    auto launched = co_await std::move(launching);
    if (!launched) co_return os::Status(tl::unexpected(launched.error()));
    process_ = std::move(launched->process);
    server_ = std::move(launched->server);
    lineage_.leader = process_.id().pid;
    started_ = launched->begun;
    co_return os::Status();
}

os::ProcessId Unit::identity() const {
    return os::identify(process_.id().pid).value_or(process_.id());
}

runtime::Task<void> Unit::say_start_of_process() {
    if (!is_shared()) co_await begin_turn(0);
    co_await say_trouble();
}

runtime::Task<void> Unit::say_trouble() {
    const auto trouble = files_ ? files_->take_trouble() : std::nullopt;
    if (!trouble) co_return;
    events::RunnerTrouble told{"the output of " + job().test->info.name +
                               " is not kept: " + trouble->message()};
    co_await say(std::move(told));
}

void Unit::follow_output() {
    if (process_ && files_) files_->follow_output(output_begin_, output_read_);
}

// A test that the user interrupted has no outcome, unless it came to its end all the same.
bool Unit::worth_reporting() const {
    return stop_ == Stop::none || evidence_.report.has_value() || evidence_.timed_out ||
           evidence_.deadlocked;
}

runtime::Task<void> Unit::report_ends() {
    if (!process_) {
        while (stop_ == Stop::none && !turns_.all_ended()) co_await report_current(evidence_, 0);
        co_return;
    }
    const bool hung = evidence_.timed_out || evidence_.deadlocked;
    if (is_shared() && !hung) co_await take_steps();
    const bool apart = steps_ && steps_->interlude().suite_is_over;
    const auto reports = hung ? std::nullopt : files_->reports();
    if (!reports) files_->keep_captured(job().test->info.name);  // else it has replayed them
    // What ended the process came after the test that ended last, if its suite was over.
    if (held_ && !turns_.is_last() && (reports || apart || stop_ != Stop::none))
        co_await report_held(steps_->interlude().torn_down);
    if (reports) {
        const auto& notes = files_->notes();
        co_await report_those_in(*reports, notes);
    } else {
        co_await report_without_report();
    }
}

// It did not get to its end: the test whose turn it was is the reason, and the others are left.
runtime::Task<void> Unit::report_without_report() {
    const bool hung = evidence_.timed_out || evidence_.deadlocked;
    suspects_ = is_shared() && !turns_.any_has_begun() && !hung;
    if (!hung) take_printed_report();
    if (suspects_ || !worth_reporting()) co_return;
    evidence_.note = note_of(files_->notes(), job());
    co_await report_current(evidence_, 0);
}

// GoogleTest aborts where it may not write its report: that is no end of the test's.
void Unit::take_printed_report() {
    if (is_shared() || evidence_.status != os::WaitStatus::signalled(SIGABRT)) return;
    evidence_.report = files_->printed_report(job().test->info.name);
    if (evidence_.report)
        evidence_.status = os::WaitStatus::exited(evidence_.report->failures.empty() ? 0 : 1);
}

// It was through. How the process ended concerns the last of them.
runtime::Task<void> Unit::report_those_in(const GtestReports& reports, const ResultNotes& notes) {
    while (!turns_.is_last()) {
        Evidence evidence;
        evidence.report = reports.of(job().test->info.name);
        duration_ = evidence.report->took;
        evidence.note = note_of(notes, job());
        evidence.status = os::WaitStatus::exited(evidence.report->failures.empty() ? 0 : 1);
        co_await report_current(evidence, output_begin_);
    }
    evidence_.report = reports.of(job().test->info.name);
    if (held_) add_suite_failures(*evidence_.report, steps_->interlude().torn_down);
    // The status of one that failed says no more than its report, if that is known.
    if (is_shared() && any_failed() && evidence_.status == os::WaitStatus::exited(1))
        evidence_.status = os::WaitStatus::exited(evidence_.report->failures.empty() ? 0 : 1);
    if (!is_shared()) take_printed_failures(*evidence_.report);
    if (is_shared()) duration_ = evidence_.report->took;
    evidence_.note = note_of(notes, job());
    co_await report_current(evidence_, 0);
}

// So far.
bool Unit::any_failed() const {
    return std::ranges::any_of(ends_, [](const auto& each) {
        return events::verdict(each.event.outcome) == events::Verdict::failed;
    });
}

// Those of a suite alone: only the exit status tells that there are some.
void Unit::take_printed_failures(GtestReport& report) const {
    if (report.failures.empty() && evidence_.status == os::WaitStatus::exited(1))
        report.failures = printed_failures(files_->output_from(0, longest_quoted));
}

// GoogleTest 1.12 prints them, and leaves them out of its report.
void Unit::add_suite_failures(GtestReport& report,
                              const std::vector<std::string>& torn_down) const {
    report.failures.insert(report.failures.end(), set_up_.begin(), set_up_.end());
    report.failures.insert(report.failures.end(), torn_down.begin(), torn_down.end());
}

runtime::Task<void> Unit::report_current(const Evidence& evidence, std::uint64_t output_end) {
    if (!turns_.has_begun() && is_shared()) {
        events::TestStarted begun{job().ref(), process_.id().pid};
        co_await say(std::move(begun));
    }
    auto judgement = judge(evidence, job().rules->leaks);
    events::TestFinished end;
    end.test = job().ref();
    end.outcome = judgement.outcome;
    end.duration = duration_;
    if (evidence.status && evidence.status->kind() == os::WaitStatus::Kind::exited)
        end.exit_code = evidence.status->exit_code();
    else if (evidence.status)
        end.signal = evidence.status->signal();
    end.slow = slow_;
    if (evidence.report) end.properties = evidence.report->properties;
    end.leaked = evidence.leaked;
    end.dump = evidence.dump ? evidence.dump : dump_of_its_own(job(), services_.folder);
    end.cause = std::move(judgement.cause);
    end.summary = std::move(judgement.summary);
    end.failures = std::move(judgement.failures);
    if (files_) end.output = files_->keep_part(job(), services_.folder, output_begin_, output_end);
    co_await say_trouble();
    place_among_attempts(end);
    ends_.push_back({&job(), end});
    on_end(ends_.back());
    turns_.end();
    next_turn();
    co_await say(std::move(end));
}

void Unit::place_among_attempts(events::TestFinished& end) const {
    const auto verdict = events::verdict(end.outcome);
    end.round = job().round;
    end.retried = verdict == events::Verdict::failed && job().retries > 0 && stop_ == Stop::none;
    end.flaky = verdict == events::Verdict::passed && job().failed;
    end.flaky_fails = job().rules->flaky_fails;
}

std::vector<Job*> Unit::rest() const {
    return stop_ == Stop::none ? turns_.remaining() : std::vector<Job*>();
}

runtime::Task<void> Unit::say(events::Event event) {
    events::Stamped stamped{events::wall_now(), std::move(event)};
    auto sent = services_.reports.send(std::move(stamped));
    co_await sent;
}

std::string Unit::status() const {
    const auto elapsed = std::chrono::duration<double>(os::Clock::now() - started_);
    std::string text =
        fmt::format("{} {}: pid {}, {} for {:.1f} s", job().program->name, job().test->info.name,
                    process_.id().pid, phase_, elapsed.count());
    const auto wait =
        services_.wait_of && is_up() ? services_.wait_of(process_.id().pid) : std::string();
    return wait.empty() ? text : text + ": " + wait;
}

void Unit::ask_for_tasks() const {
    // One that has announced nothing the signal would kill; it has no tasks, either.
    if (is_up()) static_cast<void>(tasks::request_dump(process_.id().pid));
}

}  // namespace hangar::run
