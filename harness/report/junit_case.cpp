// SPDX-License-Identifier: Apache-2.0
#include <fmt/chrono.h>
#include <fmt/format.h>

#include <hangar/harness/events/leaked.hpp>
#include <hangar/harness/report/junit_case.hpp>
#include <hangar/harness/report/output_tail.hpp>
#include <hangar/harness/report/xml_text.hpp>

namespace hangar::report {
namespace {

constexpr std::size_t tail_of_a_failure = 64U << 10U;
constexpr std::size_t tail_of_a_success = 4U << 10U;

std::string property(std::string_view name, std::string_view value) {
    return "        <property" + attribute("name", name) + attribute("value", value) + "/>\n";
}

std::string properties(const events::TestFinished& end) {
    std::string all = property("outcome", events::text(end.outcome));
    all += property("attempt", std::to_string(end.test.attempt));
    if (end.exit_code) all += property("exit_code", std::to_string(*end.exit_code));
    if (end.signal) all += property("signal", std::to_string(*end.signal));
    if (end.flaky) all += property("flaky", "true");
    if (end.slow) all += property("slow", "true");
    if (end.cause) all += property("cause", *end.cause);
    if (end.dump) all += property("dump", *end.dump);
    if (end.output) all += property("output", *end.output);
    for (const auto& [name, value] : end.properties) all += property(name, value);
    for (const auto& process : end.leaked) all += property("leaked", events::text(process));
    return "      <properties>\n" + all + "      </properties>\n";
}

std::string first_line(std::string_view text) {
    return std::string(text.substr(0, text.find('\n')));
}

std::string problem(std::string_view element, std::string_view type, std::string_view message,
                    std::string_view body) {
    std::string tag = fmt::format("      <{}{}{}", element, attribute("message", message),
                                  attribute("type", type));
    if (body.empty()) return tag + "/>\n";
    return tag + fmt::format(">{}</{}>\n", xml_body(body), element);
}

// For readers that show a failure's text and no properties.
std::string hang_text(const events::TestFinished& end) {
    if (!end.cause && !end.dump) return {};
    std::string text = end.summary.value_or("") + '\n';
    if (end.cause) text += "cause: " + *end.cause + '\n';
    if (end.dump) text += "dump: " + *end.dump + '\n';
    return text;
}

std::string problems(const events::TestFinished& end, std::string_view element) {
    const bool flaky = end.flaky && events::verdict(end) == events::Verdict::failed;
    const std::string_view type = flaky ? "flaky" : events::text(end.outcome);
    if (flaky) return problem(element, type, "it passed only after it had failed", {});
    std::string all;
    if (end.summary || end.failures.empty())
        all += problem(element, type, end.summary.value_or(std::string(type)), hang_text(end));
    for (const auto& failure : end.failures)
        all += problem(element, type, first_line(failure), failure);
    return all;
}

std::string verdict_element(const TestRecord& test) {
    switch (junit_verdict(test)) {
        case JunitVerdict::passed:
            return {};
        case JunitVerdict::failure:
            return problems(*test.last(), "failure");
        case JunitVerdict::disabled:
            return "      <skipped message=\"disabled\"/>\n";
        case JunitVerdict::skipped:
            if (!test.last()) return "      <skipped message=\"not run\"/>\n";
            return "      <skipped" + attribute("message", test.last()->summary.value_or("")) +
                   "/>\n";
        case JunitVerdict::error:
            if (test.last()) return problems(*test.last(), "error");
            return problem("error", "unfinished", "it had started when the run ended", {});
    }
    return {};
}

// The attempts that failed besides the one that decides, as Surefire writes them.
std::string other_attempts(const TestRecord& test) {
    if (!test.last()) return {};
    const bool passed = junit_verdict(test) == JunitVerdict::passed;
    std::string all;
    for (const auto& end : test.attempts) {
        if (&end == test.last() || events::verdict(end.outcome) != events::Verdict::failed)
            continue;
        const bool error = end.outcome == events::Outcome::exec_fail;
        all += problems(
            end, fmt::format("{}{}", passed ? "flaky" : "rerun", error ? "Error" : "Failure"));
    }
    return all;
}

std::string output_element(const TestRecord& test, const std::string& folder) {
    const auto* end = test.last();
    if (!end || !end->output) return {};
    const bool good = junit_verdict(test) == JunitVerdict::passed;
    const auto tail =
        output_tail(folder + '/' + *end->output, good ? tail_of_a_success : tail_of_a_failure);
    if (tail.empty()) return {};
    return "      <system-out>" + xml_body(tail) + "</system-out>\n";
}

std::string opening(const TestRecord& test) {
    const auto dot = test.info.name.find('.');
    const bool ran = test.started || test.last() != nullptr;
    const bool skipped = junit_verdict(test) == JunitVerdict::skipped;
    const auto time = test.last() ? test.last()->duration : events::Milliseconds{};
    std::string tag = "    <testcase" + attribute("name", test.info.name.substr(dot + 1));
    if (!test.info.value_param.empty()) tag += attribute("value_param", test.info.value_param);
    if (!test.info.type_param.empty()) tag += attribute("type_param", test.info.type_param);
    if (!test.info.file.empty()) tag += attribute("file", test.info.file);
    if (test.info.line > 0) tag += attribute("line", std::to_string(test.info.line));
    tag += attribute("status", ran ? "run" : "notrun");
    tag += attribute("result", !ran ? "suppressed" : skipped ? "skipped" : "completed");
    tag += attribute("time", xml_seconds(time));
    if (test.started) tag += attribute("timestamp", xml_time(test.started_at));
    return tag + attribute("classname", test.info.name.substr(0, dot)) + ">\n";
}

}  // namespace

JunitVerdict junit_verdict(const TestRecord& test) {
    const auto* end = test.last();
    if (!end) {
        if (test.disabled) return JunitVerdict::disabled;
        return test.started ? JunitVerdict::error : JunitVerdict::skipped;
    }
    if (end->outcome == events::Outcome::exec_fail) return JunitVerdict::error;
    switch (events::verdict(*end)) {
        case events::Verdict::passed:
            return JunitVerdict::passed;
        case events::Verdict::skipped:
            return JunitVerdict::skipped;
        case events::Verdict::failed:
            return JunitVerdict::failure;
    }
    return JunitVerdict::error;
}

std::string junit_case(const TestRecord& test, const std::string& folder) {
    std::string text = opening(test);
    if (test.last()) text += properties(*test.last());
    return text + verdict_element(test) + other_attempts(test) + output_element(test, folder) +
           "    </testcase>\n";
}

std::string attribute(std::string_view name, std::string_view value) {
    std::string text = " ";
    text.reserve(name.size() + value.size() + 4);
    return text.append(name).append("=\"").append(xml_text(value)) += '"';
}

std::string xml_seconds(events::Milliseconds duration) {
    return fmt::format("{:.3f}", duration.count() / 1e3);
}

std::string xml_time(events::WallTime at) {
    const auto since = at.time_since_epoch();
    const auto milliseconds = std::chrono::duration_cast<std::chrono::milliseconds>(since) % 1000;
    const std::tm local = fmt::localtime(std::chrono::system_clock::to_time_t(at));
    return fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}.{:03}", local.tm_year + 1900,
                       local.tm_mon + 1, local.tm_mday, local.tm_hour, local.tm_min, local.tm_sec,
                       milliseconds.count());
}

}  // namespace hangar::report
