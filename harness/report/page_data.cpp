// SPDX-License-Identifier: Apache-2.0
#include <cmath>
#include <filesystem>
#include <nlohmann/json.hpp>

#include <hangar/harness/events/leaked.hpp>
#include <hangar/harness/report/cell.hpp>
#include <hangar/harness/report/junit_case.hpp>
#include <hangar/harness/report/output_tail.hpp>
#include <hangar/harness/report/page_data.hpp>

namespace hangar::report {
namespace {

using Json = nlohmann::ordered_json;

// Of each test that did not pass, so that a page of many failures still opens.
constexpr std::size_t output_limit = std::size_t{16} << 10U;
constexpr std::size_t dump_limit = std::size_t{64} << 10U;
constexpr std::size_t picture_limit = std::size_t{256} << 10U;

double page_time(events::Milliseconds time) {
    return std::round(time.count() * 100) / 100;
}

// As text, or nothing if it is longer: half a picture is none.
std::string picture_beside(const std::filesystem::path& dump) {
    const auto path = dump.parent_path() / "graph.svg";
    std::error_code missing;
    const auto size = std::filesystem::file_size(path, missing);
    if (missing || size > picture_limit) return {};
    const std::string text = output_tail(path, picture_limit);
    const auto begin = text.find("<svg");  // without what XML says before it
    return begin == std::string::npos ? std::string() : text.substr(begin);
}

void put(Json& to, const char* key, const std::string& text) {
    if (!text.empty()) to[key] = text;
}

void put_evidence(Json& to, const events::TestFinished& end, const std::filesystem::path& folder) {
    if (end.output && events::verdict(end) != events::Verdict::passed)
        put(to, "output_tail", output_tail(folder / *end.output, output_limit));
    if (!end.dump) return;
    const std::filesystem::path dump = folder / *end.dump;
    put(to, "dump_text", output_tail(dump.parent_path() / "dump.txt", dump_limit));
    put(to, "graph", picture_beside(dump));
}

Json page_leaks(const std::vector<events::LeakedProcess>& leaked) {
    Json list = Json::array();
    for (const auto& process : leaked)
        list.push_back(Json{{"pid", process.pid}, {"cmdline", events::what_is_left(process)}});
    return list;
}

Json attempt(const events::TestFinished& end, events::Milliseconds start,
             const std::string& folder) {
    Json one{{"attempt", end.test.attempt}, {"outcome", events::text(end.outcome)}};
    one["start_ms"] = page_time(start);
    one["duration_ms"] = page_time(end.duration);
    if (end.exit_code) one["exit_code"] = *end.exit_code;
    if (end.signal) one["signal"] = *end.signal;
    if (end.flaky) one["flaky"] = true;
    if (end.flaky && end.flaky_fails) one["flaky_fails"] = true;
    if (end.round > 1) one["round"] = end.round;
    if (end.slow) one["slow"] = true;
    put(one, "cause", end.cause.value_or(""));
    put(one, "summary", end.summary.value_or(""));
    put(one, "output", end.output.value_or(""));
    put(one, "dump", end.dump.value_or(""));
    one["leaked"] = page_leaks(end.leaked);
    one["failures"] = end.failures;
    put_evidence(one, end, folder);
    return one;
}

Json test(const TestRecord& record, events::WallTime run_start, const std::string& folder) {
    Json entry{{"name", record.info.name}};
    put(entry, "file", record.info.file);
    if (record.info.line > 0) entry["line"] = record.info.line;
    if (record.disabled) entry["disabled"] = true;
    if (const auto cell = cell_of(record.info.name))
        entry["cell"] = {
            {"backend", cell->backend}, {"capture", cell->capture}, {"transport", cell->transport}};
    if (record.last()) entry["decides"] = record.last() - record.attempts.data();
    entry["attempts"] = Json::array();
    for (std::size_t at = 0; at < record.attempts.size(); ++at) {
        const auto& end = record.attempts[at];
        const events::Milliseconds ended = record.ended_at[at] - run_start;
        entry["attempts"].push_back(
            attempt(end, std::max(events::Milliseconds(0), ended - end.duration), folder));
    }
    return entry;
}

Json program(const ProgramRecord& record, events::WallTime run_start, const std::string& folder) {
    Json entry{{"binary", record.binary}, {"path", record.path}};
    if (record.listing_failure) entry["listing_failure"] = *record.listing_failure;
    entry["tests"] = Json::array();
    for (const auto& one : record.tests) entry["tests"].push_back(test(one, run_start, folder));
    return entry;
}

// "</script>" and "<!--" would end the element, whatever the quotes around them.
std::string fit_for_script(std::string_view json) {
    std::string fit;
    fit.reserve(json.size());
    for (const char c : json)
        if (c == '<')
            fit += "\\u003c";
        else
            fit += c;
    return fit;
}

}  // namespace

std::string page_data(const RunRecord& run, const std::string& folder) {
    Json page{{"version", run.run().version}, {"run_id", run.run().run_id}};
    page["command"] = run.run().command;
    page["started"] = xml_time(run.started_at());
    page["duration_ms"] = page_time(run.ended_at() - run.started_at());
    page["programs"] = Json::array();
    for (const auto& one : run.programs())
        page["programs"].push_back(program(one, run.started_at(), folder));
    return fit_for_script(page.dump(-1, ' ', false, Json::error_handler_t::replace));
}

}  // namespace hangar::report
