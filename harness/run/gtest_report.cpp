// SPDX-License-Identifier: Apache-2.0
#include <nlohmann/json.hpp>

#include <hangar/diag/os/proc_text.hpp>
#include <hangar/harness/run/gtest_report.hpp>

namespace hangar::run {
namespace {

using Json = nlohmann::json;

void add_failures(const Json& from, GtestReport& to) {
    const auto failures = from.find("failures");
    if (failures == from.end() || !failures->is_array()) return;
    for (const Json& failure : *failures)
        to.failures.push_back(failure.at("failure").get<std::string>());
}

// A suite's own failures, and the program's, stand under a test without a name.
void add_test(const Json& from, std::string_view suite, std::string_view wanted, GtestReport& to) {
    const auto name = from.value("name", std::string());
    const bool found = std::string(suite) + '.' + name == wanted;
    if (!found && !name.empty()) return;
    add_failures(from, to);
    if (!found) return;
    to.ran = from.value("status", std::string()) == "RUN";
    to.skipped = from.value("result", std::string()) == "SKIPPED";
}

GtestReport report_of(const Json& report, std::string_view wanted) {
    GtestReport result;
    for (const Json& suite : report.at("testsuites")) {
        const auto name = suite.value("name", std::string());
        for (const Json& test : suite.at("testsuite")) add_test(test, name, wanted, result);
    }
    return result;
}

void take_note(const Json& note, std::string_view wanted, ResultNote& into) {
    if (note.value("test", std::string()) != wanted) return;
    if (note.contains("timeout_ms"))
        into.timeout = std::chrono::milliseconds(note.at("timeout_ms").get<std::int64_t>());
    if (!note.contains("outcome")) return;
    into.outcome = note.at("outcome").get<std::string>();
    into.reason = note.value("reason", std::string());
}

}  // namespace

std::optional<GtestReport> parse_gtest_report(std::string_view text, std::string_view test) {
    const Json report = Json::parse(text, nullptr, /*allow_exceptions=*/false);
    if (!report.is_object()) return std::nullopt;
    try {
        return report_of(report, test);
    } catch (const Json::exception&) {
        return std::nullopt;
    }
}

ResultNote parse_result_note(std::string_view text, std::string_view test) {
    ResultNote result;
    while (!text.empty()) {
        const Json note = Json::parse(os::cut(text, '\n'), nullptr, /*allow_exceptions=*/false);
        if (!note.is_object()) continue;
        try {
            take_note(note, test, result);
        } catch (const Json::exception&) {
            // A field of another type: not one of our notes.
        }
    }
    return result;
}

std::string skip_reason(std::string_view output) {
    constexpr std::string_view marker = ": Skipped\n";
    const auto at = output.find(marker);
    if (at == std::string_view::npos) return {};
    output.remove_prefix(at + marker.size());
    return std::string(os::trimmed(output.substr(0, output.find("[  SKIPPED ]"))));
}

}  // namespace hangar::run
