// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>
#include <signal.h>

#include <hangar/diag/os/signals.hpp>
#include <hangar/harness/cli/report_command.hpp>
#include <hangar/harness/report/html.hpp>
#include <hangar/harness/report/journal_reader.hpp>
#include <hangar/harness/report/junit.hpp>

namespace hangar::cli {

namespace {

std::string lines_text(std::size_t count) {
    return fmt::format("{} {}", count, count == 1 ? "line" : "lines");
}

}  // namespace

int rebuild_reports(const std::string& folder, const run::Host& host) {
    os::ignore_signal(SIGXFSZ);  // a file that may not grow is told by its errno
    const auto journal = report::read_journal(folder + "/events.jsonl");
    if (!journal) {
        host.errors(fmt::format("hangar: {}\n", journal.error().message()));
        return static_cast<int>(run::ExitStatus::usage);
    }
    report::RunRecord record;
    for (const auto& event : journal->events) record.on(event);
    if (journal->damaged_lines > 0)
        host.errors(fmt::format("hangar: {} of the journal {} damaged\n",
                                lines_text(journal->damaged_lines),
                                journal->damaged_lines == 1 ? "is" : "are"));
    for (const auto& written :
         {report::write_junit(record, folder), report::write_html(record, folder)}) {
        if (written) continue;
        host.errors(fmt::format("hangar: {}\n", written.error().message()));
        return static_cast<int>(run::ExitStatus::internal_error);
    }
    const auto counts = record.counts();
    if (counts.not_run > 0) host.out(fmt::format("{} without an end\n", counts.not_run));
    host.out(fmt::format("{0}/report.html\n{0}/junit.xml\n", folder));
    host.out(report::count_line(counts.passed, counts.failed, counts.skipped) + '\n');
    return 0;
}

}  // namespace hangar::cli
