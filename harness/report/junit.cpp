// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <hangar/harness/report/junit.hpp>
#include <hangar/harness/report/junit_case.hpp>
#include <hangar/harness/report/whole_file.hpp>
#include <hangar/harness/report/xml_text.hpp>

namespace hangar::report {
namespace {

// The numbers of a <testsuite>: they add up to what its cases say.
struct Totals {
    std::size_t tests = 0;
    std::size_t failures = 0;
    std::size_t errors = 0;
    std::size_t skipped = 0;
    std::size_t disabled = 0;
    events::Milliseconds time{};

    void add(const TestRecord& test) {
        ++tests;
        if (test.last()) time += test.last()->duration;
        switch (junit_verdict(test)) {
            case JunitVerdict::passed:
                break;
            case JunitVerdict::failure:
                ++failures;
                break;
            case JunitVerdict::error:
                ++errors;
                break;
            case JunitVerdict::skipped:
                ++skipped;
                break;
            case JunitVerdict::disabled:
                ++disabled, ++skipped;
                break;  // it has the element
        }
    }
    void add(const Totals& other) {
        tests += other.tests;
        failures += other.failures;
        errors += other.errors;
        skipped += other.skipped;
        disabled += other.disabled;
    }
};

Totals totals_of(const ProgramRecord& program) {
    Totals totals;
    for (const auto& test : program.tests) totals.add(test);
    if (program.listing_failure) {
        ++totals.tests;
        ++totals.errors;
    }
    return totals;
}

std::string attributes(std::string_view name, const Totals& totals, events::WallTime at) {
    return fmt::format(R"({} tests="{}" failures="{}" errors="{}" skipped="{}" disabled="{}"{}{})",
                       attribute("name", name), totals.tests, totals.failures, totals.errors,
                       totals.skipped, totals.disabled, attribute("time", xml_seconds(totals.time)),
                       attribute("timestamp", xml_time(at)));
}

std::string listing_case(const std::string& summary) {
    return "    <testcase name=\"(listing)\" status=\"run\" result=\"completed\" time=\"0.000\" "
           "classname=\"(listing)\">\n      <error" +
           attribute("message", summary) + " type=\"listing\"/>\n    </testcase>\n";
}

std::string suite(const ProgramRecord& program, const RunRecord& run, const std::string& folder) {
    std::string text =
        "  <testsuite" + attributes(program.binary, totals_of(program), run.started_at()) + ">\n";
    text += "    <properties>\n      <property name=\"path\"" + attribute("value", program.path) +
            "/>\n    </properties>\n";
    if (program.listing_failure) text += listing_case(*program.listing_failure);
    for (const auto& test : program.tests) text += junit_case(test, folder);
    return text + "  </testsuite>\n";
}

}  // namespace

std::string junit_document(const RunRecord& run, const std::string& folder) {
    Totals all;
    for (const auto& program : run.programs()) all.add(totals_of(program));
    all.time = run.ended_at() - run.started_at();
    std::string text = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites" +
                       attributes("AllTests", all, run.started_at()) + ">\n";
    for (const auto& program : run.programs()) text += suite(program, run, folder);
    return text + "</testsuites>\n";
}

os::Status write_junit(const RunRecord& run, const std::string& folder) {
    return write_whole_file(folder + "/junit.xml", junit_document(run, folder));
}

}  // namespace hangar::report
