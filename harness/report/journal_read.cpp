// SPDX-License-Identifier: Apache-2.0
#include <nlohmann/json.hpp>

#include <hangar/harness/report/journal_fields.hpp>

namespace hangar::report {
namespace {

template <class T>
void read(const Json& from, const char* field, T& into) {
    from.at(field).get_to(into);
}

template <class T>
void read_if(const Json& from, const char* field, T& into) {
    if (const auto found = from.find(field); found != from.end()) found->get_to(into);
}

template <class T>
void read_if(const Json& from, const char* field, std::optional<T>& into) {
    const auto found = from.find(field);
    if (found != from.end() && !found->is_null()) into = found->template get<T>();
}

void read_duration(const Json& from, const char* field, events::Milliseconds& into) {
    into = events::Milliseconds(from.at(field).get<double>());
}

events::TestRef read_ref(const Json& from) {
    events::TestRef ref;
    read(from, "binary", ref.binary);
    read(from, "test", ref.test);
    read(from, "attempt", ref.attempt);
    return ref;
}

std::vector<events::TestInfo> read_tests(const Json& list) {
    std::vector<events::TestInfo> infos;
    for (const Json& entry : list) {
        auto& info = infos.emplace_back();
        read(entry, "test", info.name);
        read_if(entry, "file", info.file);
        read_if(entry, "line", info.line);
        read_if(entry, "value_param", info.value_param);
        read_if(entry, "type_param", info.type_param);
    }
    return infos;
}

std::vector<events::LeakedProcess> read_leaks(const Json& list) {
    std::vector<events::LeakedProcess> leaked;
    for (const Json& entry : list) {
        auto& process = leaked.emplace_back();
        read(entry, "pid", process.pid);
        read(entry, "cmdline", process.cmdline);
        read_if(entry, "path", process.path);
        read_if(entry, "listens", process.listens);
    }
    return leaked;
}

events::Outcome read_outcome(const Json& from) {
    const auto outcome = events::outcome_from(from.at("outcome").get<std::string>());
    if (!outcome) throw Json::other_error::create(501, "no such outcome", &from);
    return *outcome;
}

events::Event run_started(const Json& from) {
    events::RunStarted event;
    read(from, "run_id", event.run_id);
    read(from, "version", event.version);
    read(from, "command", event.command);
    read_if(from, "seed", event.seed);
    return event;
}

events::Event tests_listed(const Json& from) {
    events::TestsListed event;
    read(from, "binary", event.binary);
    read(from, "path", event.path);
    event.tests = read_tests(from.at("tests"));
    event.disabled = read_tests(from.at("disabled"));
    return event;
}

events::Event listing_failed(const Json& from) {
    events::ListingFailed event;
    read(from, "binary", event.binary);
    read(from, "path", event.path);
    read(from, "summary", event.summary);
    return event;
}

events::Event test_started(const Json& from) {
    events::TestStarted event{read_ref(from), 0};
    read(from, "pid", event.pid);
    return event;
}

events::Event test_slow(const Json& from) {
    events::TestSlow event{read_ref(from), {}};
    read_duration(from, "elapsed_ms", event.elapsed);
    return event;
}

events::Event test_stretched(const Json& from) {
    events::TestStretched event{read_ref(from), {}, {}};
    read_duration(from, "timeout_ms", event.timeout);
    read_duration(from, "stretched_ms", event.stretched);
    return event;
}

events::Event test_examined(const Json& from) {
    events::TestExamined event;
    event.test = read_ref(from);
    read_if(from, "cause", event.cause);
    read(from, "confidence", event.confidence);
    read_if(from, "summary", event.summary);
    read(from, "deadlock", event.deadlock);
    return event;
}

events::Event test_finished(const Json& from) {
    events::TestFinished event;
    event.test = read_ref(from);
    event.outcome = read_outcome(from);
    read_duration(from, "duration_ms", event.duration);
    read_if(from, "exit_code", event.exit_code);
    read_if(from, "signal", event.signal);
    read_if(from, "round", event.round);
    read_if(from, "retried", event.retried);
    read(from, "flaky", event.flaky);
    read_if(from, "flaky_fails", event.flaky_fails);
    read(from, "slow", event.slow);
    event.leaked = read_leaks(from.at("leaked"));
    read_if(from, "dump", event.dump);
    read_if(from, "cause", event.cause);
    read_if(from, "summary", event.summary);
    read_if(from, "failures", event.failures);
    if (from.contains("properties"))
        for (const auto& [name, value] : from.at("properties").items())
            event.properties.emplace_back(name, value.get<std::string>());
    read_if(from, "output", event.output);
    return event;
}

events::Event strays_ended(const Json& from) {
    return events::StraysEnded{read_leaks(from.at("processes"))};
}

events::Event run_interrupted(const Json& from) {
    events::RunInterrupted event;
    read(from, "signal", event.signal);
    read(from, "running", event.running);
    return event;
}

events::Event runner_trouble(const Json& from) {
    events::RunnerTrouble event;
    read(from, "message", event.message);
    return event;
}

events::Event run_finished(const Json& from) {
    events::RunFinished event;
    read(from, "passed", event.passed);
    read(from, "failed", event.failed);
    read(from, "skipped", event.skipped);
    read(from, "not_run", event.not_run);
    read(from, "exit_status", event.exit_status);
    read_duration(from, "duration_ms", event.duration);
    return event;
}

}  // namespace

std::optional<events::Event> read_event(std::string_view name, const Json& from) {
    if (name == "run-started") return run_started(from);
    if (name == "tests-listed") return tests_listed(from);
    if (name == "listing-failed") return listing_failed(from);
    if (name == "test-started") return test_started(from);
    if (name == "test-slow") return test_slow(from);
    if (name == "test-stretched") return test_stretched(from);
    if (name == "test-examined") return test_examined(from);
    if (name == "test-finished") return test_finished(from);
    if (name == "strays-ended") return strays_ended(from);
    if (name == "run-interrupted") return run_interrupted(from);
    if (name == "runner-trouble") return runner_trouble(from);
    if (name == "run-finished") return run_finished(from);
    return std::nullopt;
}

}  // namespace hangar::report
