// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>

#include <hangar/harness/events/leaked.hpp>
#include <hangar/harness/run/judgement.hpp>

namespace hangar::run {
namespace {

using events::Outcome;

std::string seconds_text(os::Duration duration) {
    return fmt::format("{:g} s", std::chrono::duration<double>(duration).count());
}

// Of what a test says of itself, the journal and the reports quote enough to read; a message of
// many megabytes stands in its output.
constexpr std::size_t longest_quote = 64U << 10U;
constexpr std::size_t most_quotes = 100;

std::string quoted(const std::string& text) {
    if (text.size() <= longest_quote) return text;
    constexpr auto half = longest_quote / 2;
    return fmt::format("{}\n[{} bytes left out]\n{}", std::string_view(text).substr(0, half),
                       text.size() - 2 * half, std::string_view(text).substr(text.size() - half));
}

std::optional<std::string> if_any(const std::string& text) {
    if (text.empty()) return std::nullopt;
    return quoted(text);
}

std::string count_of(std::size_t count, std::string_view one, std::string_view many) {
    return fmt::format("{} {}", count, count == 1 ? one : many);
}

std::vector<std::string> quoted(const std::vector<std::string>& failures) {
    std::vector<std::string> quotes;
    for (const auto& failure : failures) {
        if (quotes.size() == most_quotes) {
            quotes.push_back(fmt::format("[{} more]", failures.size() - most_quotes));
            break;
        }
        quotes.push_back(quoted(failure));
    }
    return quotes;
}

// An outcome that only the program can know.
std::optional<Judgement> judge_note(const ResultNote& note) {
    const auto outcome = events::outcome_from(note.outcome.value_or(""));
    if (!outcome) return std::nullopt;
    switch (*outcome) {
        case Outcome::timeout:
            return Judgement{Outcome::timeout, "it exceeded the timeout declared for it", {}};
        case Outcome::xfail:
            return Judgement{Outcome::xfail, if_any(note.reason), {}};
        case Outcome::xpass:
            return Judgement{Outcome::xpass,
                             "it passed, though it is marked to fail" +
                                 (note.reason.empty() ? std::string() : " (" + note.reason + ")"),
                             {}};
        case Outcome::pass:
        case Outcome::fail:
        case Outcome::skip:
        case Outcome::crash:
        case Outcome::deadlock:
        case Outcome::leak:
        case Outcome::exit_early:
        case Outcome::exec_fail:
            return std::nullopt;  // the report and the status say as much
    }
    return std::nullopt;
}

Judgement skipped(const GtestReport& report, const ResultNote& note) {
    return {Outcome::skip, if_any(note.reason.empty() ? report.skip_reason : note.reason), {}};
}

Judgement failed(std::string summary, std::vector<std::string> failures = {}) {
    return {Outcome::fail, std::move(summary), std::move(failures)};
}

Judgement judge_report(const GtestReport& report, int code, const ResultNote& note) {
    if (!report.failures.empty())
        return failed(count_of(report.failures.size(), "assertion failed", "assertions failed"),
                      quoted(report.failures));
    if (!report.ran)
        return {Outcome::exec_fail, "the program did not run this test when it was asked to", {}};
    if (code != 0)
        return failed(
            fmt::format("its report names no failed assertion, yet the exit status is {}", code));
    return report.skipped ? skipped(report, note) : Judgement{};
}

Judgement judge_exit(int code, const Evidence& evidence) {
    auto noted = judge_note(evidence.note);
    if (noted && (code == 0 || noted->outcome != Outcome::xfail)) return *std::move(noted);
    if (evidence.report) return judge_report(*evidence.report, code, evidence.note);
    return {Outcome::exit_early,
            fmt::format("the program exited with status {} before the test was through", code),
            {}};
}

// The verdict's sentence says more than how long it took.
Judgement judge_hang(Outcome outcome, std::string otherwise, const Evidence& evidence) {
    if (!evidence.finding || evidence.finding->cause.empty())
        return {outcome, std::move(otherwise), {}};
    return {outcome, evidence.finding->summary, {}, evidence.finding->cause};
}

// Whether more time might have helped, as far as the dump tells.
std::string too_long(os::Duration limit, const std::optional<Finding>& finding) {
    std::string text = "not over after " + seconds_text(limit);
    if (!finding || !finding->moved) return text;
    return text + (*finding->moved ? ": slow, for it still got on between two samples"
                                   : ": stuck, for nothing in it moved between two samples");
}

Judgement judge_process(const Evidence& evidence) {
    if (evidence.deadlocked)
        return judge_hang(Outcome::deadlock, "proven to be deadlocked", evidence);
    if (evidence.timed_out)
        return judge_hang(Outcome::timeout, too_long(*evidence.timed_out, evidence.finding),
                          evidence);
    if (!evidence.status) return {Outcome::exec_fail, evidence.start_error, {}};
    if (evidence.status->kind() != os::WaitStatus::Kind::exited)
        return {Outcome::crash, "killed by " + evidence.status->describe(), {}};
    return judge_exit(evidence.status->exit_code(), evidence);
}

std::string describe_leaks(const std::vector<events::LeakedProcess>& leaked) {
    const auto files = static_cast<std::size_t>(
        std::ranges::count_if(leaked, [](const auto& each) { return !each.path.empty(); }));
    const auto processes = leaked.size() - files;
    const auto& first = leaked.front();
    return fmt::format("it left {}{}{} behind: {}",
                       processes > 0 ? count_of(processes, "process", "processes") : "",
                       processes > 0 && files > 0 ? " and " : "",
                       files > 0 ? count_of(files, "file", "files") : "",
                       events::what_is_left(first));
}

}  // namespace

Judgement judge(const Evidence& evidence, Leaks leaks) {
    Judgement judgement = judge_process(evidence);
    const bool good = events::verdict(judgement.outcome) != events::Verdict::failed;
    if (leaks == Leaks::fail && good && !evidence.leaked.empty()) {
        judgement.outcome = Outcome::leak;
        judgement.summary = describe_leaks(evidence.leaked);
    }
    return judgement;
}

}  // namespace hangar::run
