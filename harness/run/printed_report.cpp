// SPDX-License-Identifier: Apache-2.0
#include <hangar/diag/os/proc_text.hpp>
#include <hangar/harness/run/output_steps.hpp>
#include <hangar/harness/run/printed_report.hpp>

namespace hangar::run {
namespace {

// What it printed before it was refused; empty if it was not.
std::string_view before_refusal(std::string_view output, std::string_view path) {
    const std::string refusal = "Unable to open file \"" + std::string(path) + '"';
    const auto text = os::trimmed(output);
    return text.ends_with(refusal) ? text.substr(0, text.rfind('\n') + 1) : std::string_view();
}

// The last end that it prints is its own.
std::optional<OutputStep> end_of(const std::string& test, std::string_view output) {
    OutputSteps steps({test});
    const auto all = steps.take(output);
    if (all.empty() || all.back().kind == OutputStep::Kind::begun) return std::nullopt;
    return all.back();
}

}  // namespace

std::optional<GtestReport> printed_report(std::string_view output, const std::string& test,
                                          std::string_view report_path) {
    output = before_refusal(output, report_path);
    const auto end = end_of(test, output);
    if (!end) return std::nullopt;
    GtestReport report =
        report_of_output(end->kind, output.substr(end->begin, end->end - end->begin));
    // Of its suite and of the program's environments.
    for (const auto part : {output.substr(0, end->begin), output.substr(end->end)})
        for (auto& failure : printed_failures(part)) report.failures.push_back(std::move(failure));
    return report;
}

}  // namespace hangar::run
