// SPDX-License-Identifier: Apache-2.0
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

// Reads a report of few tests: the wanted one, and those that an odd name's filter selects besides.
class Reader {
  public:
    explicit Reader(std::string_view wanted) : wanted_(wanted) {}

    void take(const XmlTag& tag) {
        if (tag.name == "testcase") {
            begin(tag);
        } else if (tag.name == "failure" && concerns_us_) {
            report_.failures.push_back(tag.attribute("message"));
        } else if (tag.name == "skipped" && concerns_us_) {
            report_.skipped = true;
            report_.skip_reason = reason_of(tag.attribute("message"));
        } else if (tag.name == "/testsuites") {
            whole_ = true;
        }
    }
    std::optional<GtestReport> report() const {
        return whole_ ? std::optional(report_) : std::nullopt;
    }

  private:
    // A suite's own failures, and the program's, stand under a test without a name.
    void begin(const XmlTag& tag) {
        const std::string name = tag.attribute("name");
        const bool found = tag.attribute("classname") + '.' + name == wanted_;
        concerns_us_ = found || name.empty();
        if (found) report_.ran = tag.attribute("status") == "run";
    }

    std::string_view wanted_;
    GtestReport report_;
    bool concerns_us_ = false;
    bool whole_ = false;
};

}  // namespace

std::optional<GtestReport> parse_gtest_report(std::string_view text, std::string_view test) {
    XmlTags tags(text);
    Reader reader(test);
    while (const auto tag = tags.next()) reader.take(*tag);
    return reader.report();
}

}  // namespace hangar::run
