// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>
#include <signal.h>

#include <algorithm>
#include <filesystem>
#include <set>

#include <hangar/backends/runtime/async_fd.hpp>
#include <hangar/backends/runtime/nursery.hpp>
#include <hangar/backends/runtime/scopes.hpp>
#include <hangar/backends/runtime/sleep.hpp>
#include <hangar/diag/os/proc_children.hpp>
#include <hangar/diag/os/proc_dir.hpp>
#include <hangar/diag/tasks/announced.hpp>
#include <hangar/harness/run/examination.hpp>
#include <hangar/harness/run/gtest_filter.hpp>
#include <hangar/harness/run/hang_watch.hpp>
#include <hangar/harness/run/unit.hpp>

namespace hangar::run {
namespace {

using namespace std::chrono_literals;

// By then a test linked with hangar has said what timeout it declares.
constexpr auto first_look = 100ms;
// SIGKILL is obeyed at once, but for a process in an uninterruptible sleep: it is left alone then.
constexpr auto patience_with_the_kernel = 5s;
// What is on its way out when its test ends is no leak.
constexpr auto orphans_settle = 100ms;
constexpr int kill_rounds = 50;

std::vector<std::string> argument_list(const Job& job, const Services& services,
                                       const AttemptFiles& files) {
    std::vector<std::string> arguments{job.program->path};
    const auto& own = services.options.arguments;
    arguments.insert(arguments.end(), own.begin(), own.end());
    arguments.push_back("--gtest_filter=" + filter_for(job.test->info.name));
    arguments.push_back(files.argument());
    return arguments;
}

std::vector<std::string> variable_list(const Job& job, const Services& services,
                                       const AttemptFiles& files) {
    std::vector<std::string> variables = files.variables();
    variables.push_back("HANGAR_TEST=" + job.test->info.name);
    variables.push_back(fmt::format("HANGAR_ATTEMPT={}", job.attempt));
    variables.push_back("HANGAR_DUMP_DIR=" + services.folder + '/' + job.file("dumps", ""));
    return variables;
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

void signal_all(const std::vector<os::Pidfd>& processes, int signal) {
    for (const auto& process : processes) static_cast<void>(process.signal(signal));
}

}  // namespace

runtime::Task<void> Unit::run() {
    started_ = os::Clock::now();
    ticket_ = services_.leftovers.test_begins();
    if (const auto status = start(); !status) evidence_.start_error = status.error().message();
    events::TestStarted begun{job_.ref(), process_.id().pid};
    co_await say(std::move(begun));
    if (files_ && files_->trouble()) {
        events::RunnerTrouble trouble{"the output of " + job_.test->info.name +
                                      " is not kept: " + files_->trouble()->message()};
        co_await say(std::move(trouble));
    }
    if (process_) {
        co_await await_the_end();
        co_await take_orphans();
        collect();
    }
    take_files();
    co_await report_end();
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

os::Status Unit::start() {
    lineage_.tag = services_.next_tag();
    lineage_.test = job_.test->info.name;
    auto files = AttemptFiles::create(job_, services_);
    if (!files) return tl::unexpected(files.error());
    files_.emplace(std::move(*files));
    const auto arguments = argument_list(job_, services_, *files_);
    const auto environment = services_.environment.with(variable_list(job_, services_, *files_));
    auto process = services_.launcher.launch({.path = job_.program->path,
                                              .arguments = arguments,
                                              .environment = environment.data(),
                                              .output = files_->output(),
                                              .errors = files_->output(),
                                              .tag = lineage_.tag});
    if (!process) return tl::unexpected(process.error());
    process_ = std::move(*process);
    lineage_.leader = process_.id().pid;
    services_.orphans.launched(lineage_.leader);
    return {};
}

runtime::Task<void> Unit::await_the_end() {
    bool ended = co_await ended_by_itself();
    if (!ended) {
        co_await take_dump();
        ask_to_end();
        ended = co_await ended_before(runtime::from_now(job_.rules->grace), Stop::ask);
    }
    if (!ended) {
        kill_everything();
        co_await ended_before(runtime::from_now(patience_with_the_kernel), Stop::kill);
    }
    duration_ = os::Clock::now() - started_;
}

runtime::Task<bool> Unit::ended_by_itself() {
    bool ended = false;
    auto body = [&](runtime::Nursery& nursery) -> runtime::Task<void> {
        nursery.start_soon([this] { return watch_for_deadlock(); }, "deadlock watch");
        ended = co_await ended_in_time();
        nursery.cancel("the test is over");
    };
    auto joined = runtime::with_nursery(body);
    co_await std::move(joined);
    co_return ended;
}

// From the slow mark on.
runtime::Task<void> Unit::watch_for_deadlock() {
    co_await runtime::sleep_until(mark(std::max<os::Duration>(job_.rules->slow, first_look)));
    HangWatch watch(services_, process_, job_.rules->deadlock != Deadlock::off);
    auto tell = [this](const Finding& found) -> runtime::Task<void> {
        evidence_.finding = found;
        events::TestExamined examined{job_.ref(), {}, found.confidence, {}, found.deadlock};
        if (!found.cause.empty()) examined.cause = found.cause;
        if (!found.cause.empty()) examined.summary = found.summary;
        co_await say(std::move(examined));
    };
    auto watched = watch.run(tell);
    const bool proven = co_await std::move(watched);
    evidence_.deadlocked = proven && job_.rules->deadlock == Deadlock::end;
    if (evidence_.deadlocked && waiting_ != nullptr) waiting_->cancel("it is deadlocked");
}

// Before the first signal, which would change what there is to see. Not for the user, who waits.
runtime::Task<void> Unit::take_dump() {
    if (stop_ != Stop::none) co_return;
    phase_ = "being examined";
    const std::string path = job_.file("dumps", "");
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

runtime::Task<bool> Unit::ended_in_time() {
    const auto look = std::min<os::Duration>(first_look, job_.rules->timeout);
    bool over = co_await ended_before(mark(look), Stop::none);
    const auto slow = job_.rules->slow;
    if (!over && slow < declared_timeout(job_.rules->timeout)) {
        over = co_await ended_before(mark(slow), Stop::none);
        slow_ = !over && stop_ == Stop::none;
        events::TestSlow slow_test{job_.ref(), os::Clock::now() - started_};
        if (slow_) co_await say(std::move(slow_test));
    }
    while (!over && stop_ == Stop::none && !evidence_.deadlocked) {
        const auto limit = declared_timeout(job_.rules->timeout);
        over = co_await ended_before(mark(limit), Stop::none);
        if (over || stop_ != Stop::none || evidence_.deadlocked) continue;
        if (declared_timeout(limit) > limit) continue;
        evidence_.timed_out = limit;
        break;
    }
    co_return over;
}

// A test linked with hangar may have a timeout of its own; it says so when it begins.
os::Duration Unit::declared_timeout(os::Duration otherwise) const {
    const auto declared = files_->note().timeout;
    return declared ? *declared : otherwise;
}

// False also when the dispatcher wants it more firmly than is tolerated.
runtime::Task<bool> Unit::ended_before(os::TimePoint limit, Stop tolerated) {
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

void Unit::stop(Stop how, int signal) noexcept {
    if (how <= stop_) return;
    stop_ = how;
    stop_signal_ = signal;
    if (waiting_ != nullptr) waiting_->cancel("the run was interrupted");
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
    const bool settled = co_await all_ended(living, orphans_settle);
    if (!settled && job_.rules->leaks != Leaks::off) {
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
    if (!process_ || job_.rules->leaks == Leaks::off) return;
    note_held(process_.id().pid, traces_);
    const auto below = os::descendants_of(process_.id());
    for (const auto& id : below.value_or(std::vector<os::ProcessId>())) note_held(id.pid, traces_);
    for (const auto& survivor : services_.orphans.living(lineage_))
        note_held(survivor.id().pid, traces_);
}

void Unit::take_files() {
    if (!process_ || job_.rules->leaks == Leaks::off) return services_.leftovers.forget(ticket_);
    traces_.pids.insert(process_.id().pid);
    for (auto& path : services_.leftovers.test_ends(ticket_, traces_))
        evidence_.leaked.push_back({process_.id().pid, job_.program->path, std::move(path)});
}

void Unit::collect() {
    if (const auto status = process_.collect(); status && *status) {
        evidence_.status = **status;
        services_.orphans.collected(lineage_.leader);
    }
}

// A test that the user interrupted has no outcome, unless it came to its end all the same.
bool Unit::worth_reporting() const {
    return stop_ == Stop::none || evidence_.report.has_value() || evidence_.timed_out ||
           evidence_.deadlocked;
}

runtime::Task<void> Unit::report_end() {
    if (files_) {
        files_->keep_captured();
        evidence_.note = files_->note();
        evidence_.report = files_->report();
    }
    if (!worth_reporting()) co_return;
    auto judgement = judge(evidence_, job_.rules->leaks);
    events::TestFinished end;
    end.test = job_.ref();
    end.outcome = judgement.outcome;
    end.duration = duration_;
    if (evidence_.status && evidence_.status->kind() == os::WaitStatus::Kind::exited)
        end.exit_code = evidence_.status->exit_code();
    else if (evidence_.status)
        end.signal = evidence_.status->signal();
    end.slow = slow_;
    end.leaked = std::move(evidence_.leaked);
    end.dump = evidence_.dump ? std::move(evidence_.dump) : dump_of_its_own(job_, services_.folder);
    end.cause = std::move(judgement.cause);
    end.summary = std::move(judgement.summary);
    end.failures = std::move(judgement.failures);
    if (files_) end.output = files_->output_path();
    place_among_attempts(end);
    end_ = end;
    co_await say(std::move(end));
}

void Unit::place_among_attempts(events::TestFinished& end) const {
    const auto verdict = events::verdict(end.outcome);
    end.round = job_.round;
    end.retried = verdict == events::Verdict::failed && job_.retries > 0 && stop_ == Stop::none;
    end.flaky = verdict == events::Verdict::passed && job_.failed;
    end.flaky_fails = job_.rules->flaky_fails;
}

runtime::Task<void> Unit::say(events::Event event) {
    events::Stamped stamped{std::chrono::system_clock::now(), std::move(event)};
    auto sent = services_.reports.send(std::move(stamped));
    co_await sent;
}

os::TimePoint Unit::mark(os::Duration after_start) const {
    return os::Deadline::after(after_start - (os::Clock::now() - started_)).when();
}

std::string Unit::status() const {
    const auto elapsed = std::chrono::duration<double>(os::Clock::now() - started_);
    std::string text =
        fmt::format("{} {}: pid {}, {} for {:.1f} s", job_.program->name, job_.test->info.name,
                    process_.id().pid, phase_, elapsed.count());
    const auto wait = services_.wait_of ? services_.wait_of(process_.id().pid) : std::string();
    return wait.empty() ? text : text + ": " + wait;
}

void Unit::ask_for_tasks() const {
    // One that has announced nothing the signal would kill; it has no tasks, either.
    if (process_) static_cast<void>(tasks::request_dump(process_.id().pid));
}

}  // namespace hangar::run
