// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>
#include <cctype>

#include <hangar/diag/os/signals.hpp>
#include <hangar/harness/events/leaked.hpp>
#include <hangar/harness/report/console.hpp>
#include <hangar/harness/report/output_tail.hpp>

namespace hangar::report {
namespace {

constexpr std::size_t shown_output = 16U << 10U;
constexpr std::size_t repeated_output = 2U << 10U;

std::string upper(std::string_view text) {
    std::string shown(text);
    std::ranges::transform(shown, shown.begin(), [](unsigned char c) { return std::toupper(c); });
    return shown;
}

std::string duration_text(events::Milliseconds duration) {
    if (duration.count() < 10'000) return fmt::format("{:.0f} ms", duration.count());
    return fmt::format("{:.1f} s", duration.count() / 1e3);
}

std::string tests_text(std::size_t count) {
    return count == 1 ? "1 test" : fmt::format("{} tests", count);
}

// The dump for people stands beside that for programs.
std::string text_of_dump(const std::string& path) {
    constexpr std::string_view json = ".json";
    return path.ends_with(json) ? path.substr(0, path.size() - json.size()) + ".txt" : path;
}

// As many as have been begun.
std::size_t round_of(const events::TestFinished& event) {
    return static_cast<std::size_t>(event.round);
}

bool passed(const TestRecord& test) {
    return test.last() && events::verdict(*test.last()) != events::Verdict::failed;
}

}  // namespace

std::string count_line(int passed, int failed, int skipped) {
    return fmt::format("{} passed, {} failed, {} skipped", passed, failed, skipped);
}

std::string describe(const events::TestFinished& event) {
    std::string text =
        fmt::format("{:<10} {:>8}  {} {}", upper(events::text(event.outcome)),
                    duration_text(event.duration), event.test.binary, event.test.test);
    if (event.summary) text += ": " + *event.summary;
    if (event.flaky) text += event.flaky_fails ? ": flaky, which counts as failed" : ": flaky";
    if (event.retried) text += "; it is tried again";
    return text;
}

void Console::on(const events::Stamped& happened) {
    record_.on(happened);
    std::visit(
        events::Visitor{
            [&](const events::RunStarted& event) {
                if (event.seed) line(fmt::format("seed {}", *event.seed));
            },
            [&](const events::TestsListed& event) { listed(event); },
            [&](const events::ListingFailed& event) {
                line(fmt::format("LISTING FAILED  {}: {}", event.path, event.summary));
            },
            [](const events::TestStarted&) {},
            [&](const events::TestSlow& event) { slow(event); },
            [&](const events::TestStretched& event) { stretched(event); },
            [&](const events::TestExamined& event) { examined(event); },
            [&](const events::TestFinished& event) { finished(event); },
            [&](const events::StraysEnded& event) {
                line("left behind, nobody knows by which test (processes are ended, files stay):");
                leaks(event.processes);
            },
            [&](const events::RunInterrupted& event) {
                line(fmt::format("interrupted by {}: ending {}; once more kills what runs",
                                 os::signal_name(event.signal),
                                 tests_text(static_cast<std::size_t>(event.running))));
            },
            [&](const events::RunnerTrouble& event) { line("hangar: trouble: " + event.message); },
            [&](const events::RunFinished& event) { closing(event); },
        },
        happened.event);
}

void Console::listed(const events::TestsListed& event) {
    expected_ += event.tests.size();
    if (progress_ == Progress::none) return;
    const auto disabled = event.disabled.empty()
                              ? std::string()
                              : fmt::format(", {} disabled", event.disabled.size());
    line(fmt::format("{}: {}{}", event.binary, tests_text(event.tests.size()), disabled));
}

void Console::slow(const events::TestSlow& event) {
    if (progress_ == Progress::none) return;
    line(fmt::format("{:>11} {:<10} {:>8}  {} {}: still running", "", "SLOW",
                     duration_text(event.elapsed), event.test.binary, event.test.test));
}

void Console::stretched(const events::TestStretched& event) {
    if (progress_ == Progress::none) return;
    line(
        fmt::format("{:>11} {:<10} {:>8}  {} {}: the machine is busy; its timeout of {} becomes {}",
                    "", "STRETCHED", "", event.test.binary, event.test.test,
                    duration_text(event.timeout), duration_text(event.stretched)));
}

void Console::examined(const events::TestExamined& event) {
    if (progress_ == Progress::none || !event.summary) return;
    line(fmt::format("{:>11} {:<10} {:>8}  {} {}: {}", "", upper(event.confidence), "",
                     event.test.binary, event.test.test, *event.summary));
}

void Console::finished(const events::TestFinished& event) {
    if (!event.retried) ++seen_;
    const bool failed = events::verdict(event) == events::Verdict::failed;
    const bool is_news = failed || !event.leaked.empty();
    if (progress_ == Progress::none || (progress_ == Progress::bar && !is_news)) return;
    line(fmt::format("[{:>4}/{:>4}] {}", seen_, expected_ * round_of(event), describe(event)));
    dump(event);
    leaks(event.leaked);
    if (failed) output(event, shown_output);
}

void Console::output(const events::TestFinished& event, std::size_t most) {
    if (!event.output) return;
    const std::string path = folder_ + '/' + *event.output;
    line("---- " + path);
    line(output_tail(path, most));
    line("----");
}

void Console::leaks(const std::vector<events::LeakedProcess>& processes) {
    for (const auto& process : processes) line("    left behind: " + events::text(process));
}

void Console::dump(const events::TestFinished& event) {
    if (event.dump) line("    dump: " + folder_ + '/' + text_of_dump(*event.dump));
}

void Console::closing(const events::RunFinished& event) {
    for (const auto& program : record_.programs()) {
        // Else it stands just above.
        if (program.listing_failure && seen_ > 0)
            line(fmt::format("LISTING FAILED  {}: {}", program.path, *program.listing_failure));
        for (const auto& test : program.tests)
            if (test.last() && !passed(test)) repeat(program, test);
    }
    const Counts counts = record_.counts();
    if (counts.disabled > 0) line(fmt::format("{} disabled", counts.disabled));
    if (counts.flaky > 0) line(fmt::format("{} flaky", counts.flaky));
    if (event.not_run > 0) line(fmt::format("{} not run", event.not_run));
    line("results: " + folder_);
    line(count_line(event.passed, event.failed, event.skipped));
}

void Console::repeat(const ProgramRecord& program, const TestRecord& test) {
    const auto& end = *test.last();
    line(describe(end));
    dump(end);
    if (progress_ != Progress::none) output(end, repeated_output);
    if (rerun_) line("    rerun: " + rerun_(program.path, test.info.name));
}

void Console::line(std::string text) {
    if (!text.ends_with('\n')) text += '\n';
    write_(text);
}

}  // namespace hangar::report
