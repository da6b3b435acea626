// SPDX-License-Identifier: Apache-2.0
#include <cmath>
#include <nlohmann/json.hpp>

#include <hangar/harness/report/journal_fields.hpp>

namespace hangar::report {
namespace {

// Microseconds are enough, and keep the lines short.
double rounded(events::Milliseconds duration) {
    return std::round(duration.count() * 1e3) / 1e3;
}

template <class T>
Json or_null(const std::optional<T>& value) {
    return value ? Json(*value) : Json(nullptr);
}

void write_ref(Json& to, const events::TestRef& ref) {
    to["binary"] = ref.binary;
    to["test"] = ref.test;
    to["attempt"] = ref.attempt;
}

Json tests(const std::vector<events::TestInfo>& infos) {
    Json list = Json::array();
    for (const auto& info : infos) {
        Json entry{{"test", info.name}};
        if (!info.file.empty()) entry["file"] = info.file;
        if (info.line > 0) entry["line"] = info.line;
        if (!info.value_param.empty()) entry["value_param"] = info.value_param;
        if (!info.type_param.empty()) entry["type_param"] = info.type_param;
        list.push_back(std::move(entry));
    }
    return list;
}

Json leaks(const std::vector<events::LeakedProcess>& leaked) {
    Json list = Json::array();
    for (const auto& process : leaked) {
        list.push_back(Json{{"pid", process.pid}, {"cmdline", process.cmdline}});
        if (!process.path.empty()) list.back()["path"] = process.path;
        if (!process.listens.empty()) list.back()["listens"] = process.listens;
    }
    return list;
}

}  // namespace

void write_event(Json& to, const events::RunStarted& event) {
    to["event"] = "run-started";
    to["run_id"] = event.run_id;
    to["version"] = event.version;
    to["command"] = event.command;
    if (event.seed) to["seed"] = *event.seed;
}

void write_event(Json& to, const events::TestsListed& event) {
    to["event"] = "tests-listed";
    to["binary"] = event.binary;
    to["path"] = event.path;
    to["tests"] = tests(event.tests);
    to["disabled"] = tests(event.disabled);
}

void write_event(Json& to, const events::ListingFailed& event) {
    to["event"] = "listing-failed";
    to["binary"] = event.binary;
    to["path"] = event.path;
    to["summary"] = event.summary;
}

void write_event(Json& to, const events::TestStarted& event) {
    to["event"] = "test-started";
    write_ref(to, event.test);
    to["pid"] = event.pid;
}

void write_event(Json& to, const events::TestSlow& event) {
    to["event"] = "test-slow";
    write_ref(to, event.test);
    to["elapsed_ms"] = rounded(event.elapsed);
}

void write_event(Json& to, const events::TestStretched& event) {
    to["event"] = "test-stretched";
    write_ref(to, event.test);
    to["timeout_ms"] = rounded(event.timeout);
    to["stretched_ms"] = rounded(event.stretched);
}

void write_event(Json& to, const events::TestExamined& event) {
    to["event"] = "test-examined";
    write_ref(to, event.test);
    to["cause"] = or_null(event.cause);
    to["confidence"] = event.confidence;
    to["summary"] = or_null(event.summary);
    to["deadlock"] = event.deadlock;
}

void write_event(Json& to, const events::TestFinished& event) {
    to["event"] = "test-finished";
    write_ref(to, event.test);
    to["outcome"] = events::text(event.outcome);
    to["duration_ms"] = rounded(event.duration);
    if (event.exit_code) to["exit_code"] = *event.exit_code;
    if (event.signal) to["signal"] = *event.signal;
    if (event.round > 1) to["round"] = event.round;
    if (event.retried) to["retried"] = true;
    to["flaky"] = event.flaky;
    if (event.flaky_fails) to["flaky_fails"] = true;
    to["slow"] = event.slow;
    to["leaked"] = leaks(event.leaked);
    to["dump"] = or_null(event.dump);
    to["cause"] = or_null(event.cause);
    to["summary"] = or_null(event.summary);
    if (!event.failures.empty()) to["failures"] = event.failures;
    for (const auto& [name, value] : event.properties) to["properties"][name] = value;
    to["output"] = or_null(event.output);
}

void write_event(Json& to, const events::StraysEnded& event) {
    to["event"] = "strays-ended";
    to["processes"] = leaks(event.processes);
}

void write_event(Json& to, const events::RunInterrupted& event) {
    to["event"] = "run-interrupted";
    to["signal"] = event.signal;
    to["running"] = event.running;
}

void write_event(Json& to, const events::RunnerTrouble& event) {
    to["event"] = "runner-trouble";
    to["message"] = event.message;
}

void write_event(Json& to, const events::RunFinished& event) {
    to["event"] = "run-finished";
    to["passed"] = event.passed;
    to["failed"] = event.failed;
    to["skipped"] = event.skipped;
    to["not_run"] = event.not_run;
    to["exit_status"] = event.exit_status;
    to["duration_ms"] = rounded(event.duration);
}

}  // namespace hangar::report
