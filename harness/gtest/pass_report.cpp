// SPDX-License-Identifier: Apache-2.0
#include <fcntl.h>

#include <algorithm>
#include <array>
#include <cstdio>
#include <hangar/diag/os/handed_file.hpp>
#include <hangar/harness/gtest/pass_report.hpp>
#include <string_view>

namespace hangar {
namespace {

constexpr std::string_view xml = "xml:";

// Null if there is more to tell than that it passed.
const testing::TestInfo* that_passed(const testing::UnitTest& program,
                                     const testing::TestSuite* suite) {
    const bool alone = suite != nullptr && program.test_to_run_count() == 1 &&
                       program.successful_test_count() == 1 && suite->test_to_run_count() == 1;
    const bool silent = program.Passed() && program.skipped_test_count() == 0 &&
                        program.ad_hoc_test_result().total_part_count() == 0;
    if (!alone || !silent || suite->ad_hoc_test_result().total_part_count() != 0) return nullptr;
    for (int i = 0; i < suite->total_test_count(); ++i)
        if (const auto* test = suite->GetTestInfo(i); test->should_run())
            return test->result()->test_property_count() == 0 ? test : nullptr;
    return nullptr;
}

// What stands in XML as it is.
bool is_plain(std::string_view name) {
    return std::ranges::all_of(name, [](char c) {
        return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') ||
               c == '_' || c == '/' || c == '.' || c == '-';
    });
}

}  // namespace

void PassReport::install() {
    const std::string output = GTEST_FLAG_GET(output);
    auto& listeners = testing::UnitTest::GetInstance()->listeners();
    auto* whole = listeners.default_xml_generator();
    if (!output.starts_with(xml) || whole == nullptr) return;
    listeners.Release(whole);
    listeners.Append(new PassReport(output.substr(xml.size()), whole));
}

bool PassReport::write_line(const testing::TestInfo& test) const {
    if (!is_plain(test.test_suite_name()) || !is_plain(test.name())) return false;
    const auto file = os::open_handed_file(path_, O_WRONLY | O_TRUNC);
    // GoogleTest has used these already: another way to print costs pages that are copied.
    std::array<char, 24> took{};
    const double milliseconds = static_cast<double>(test.result()->elapsed_time());
    std::snprintf(took.data(), took.size(), "%.3f", milliseconds / 1e3);
    return file &&
           os::write_all(file->get(), std::string("<testsuites><testcase name=\"") + test.name() +
                                          "\" classname=\"" + test.test_suite_name() +
                                          "\" status=\"run\" time=\"" + took.data() +
                                          "\"/></testsuites>");
}

void PassReport::OnTestIterationEnd(const testing::UnitTest& program, int iteration) {
    const auto* test = that_passed(program, last_);
    if (test == nullptr || !write_line(*test)) whole_->OnTestIterationEnd(program, iteration);
}

}  // namespace hangar
