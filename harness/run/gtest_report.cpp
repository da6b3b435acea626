// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <cstdlib>

#include <hangar/diag/os/proc_text.hpp>
#include <hangar/harness/run/gtest_report.hpp>
#include <hangar/harness/run/xml_tags.hpp>

namespace hangar::run {
namespace {

// "a.cpp:3\nthe reason" without its place.
std::string reason_of(std::string_view message) {
    static_cast<void>(os::cut(message, '\n'));
    return std::string(os::trimmed(message));
}

// GoogleTest leaves characters that XML does not have out of the names in its report.
std::string name_in_report(std::string_view test) {
    std::string name(test);
    std::erase_if(name, [](char c) {
        return static_cast<unsigned char>(c) < ' ' && c != '\t' && c != '\n' && c != '\r';
    });
    return name;
}

}  // namespace

std::optional<GtestReports> GtestReports::parse(std::string_view text) {
    GtestReports reports;
    std::string suite;
    GtestReport nobodys;  // of a suite or an environment: under a test without a name
    GtestReport* current = &nobodys;
    bool whole = false;
    XmlTags tags(text);
    while (const auto tag = tags.next()) {
        if (tag->name == "testsuite") {
            suite = tag->attribute("name");
        } else if (tag->name == "testcase") {
            current = &reports.begin(*tag, nobodys);
        } else if (tag->name == "failure" && current == &nobodys) {
            reports.failures_of(suite).push_back(tag->attribute("message"));
        } else if (tag->name == "failure") {
            current->failures.push_back(tag->attribute("message"));
        } else if (tag->name == "property") {
            current->properties.emplace_back(tag->attribute("name"), tag->attribute("value"));
        } else if (tag->name == "skipped") {
            current->skipped = true;
            current->skip_reason = reason_of(tag->attribute("message"));
        } else if (tag->name == "/testsuites") {
            whole = true;
        }
    }
    return whole ? std::optional(std::move(reports)) : std::nullopt;
}

GtestReport& GtestReports::begin(const XmlTag& tag, GtestReport& nobodys) {
    const std::string name = tag.attribute("name");
    if (name.empty()) return nobodys;
    GtestReport& report = tests_[tag.attribute("classname") + '.' + name];
    report.ran = tag.attribute("status") == "run";
    report.took =
        std::chrono::duration<double>(std::strtod(tag.attribute("time").c_str(), nullptr));
    return report;
}

std::vector<std::string>& GtestReports::failures_of(const std::string& suite) {
    return suite.empty() || suite == "NonTestSuiteFailure" ? environments_ : suites_[suite];
}

GtestReport GtestReports::of(std::string_view test) const {
    const std::string name = name_in_report(test);
    const auto found = tests_.find(name);
    GtestReport report = found != tests_.end() ? found->second : GtestReport();
    const auto add = [&](const std::vector<std::string>& failures) {
        report.failures.insert(report.failures.end(), failures.begin(), failures.end());
    };
    for (const auto& [suite, failures] : suites_)
        if (name.starts_with(suite + '.')) add(failures);
    add(environments_);
    return report;
}

std::optional<GtestReport> parse_gtest_report(std::string_view text, std::string_view test) {
    const auto reports = GtestReports::parse(text);
    if (!reports) return std::nullopt;
    return reports->of(test);
}

}  // namespace hangar::run
