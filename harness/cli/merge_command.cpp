// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>
#include <signal.h>

#include <filesystem>
#include <set>

#include <hangar/diag/os/signals.hpp>
#include <hangar/harness/cli/merge_command.hpp>
#include <hangar/harness/cli/report_command.hpp>
#include <hangar/harness/report/journal_writer.hpp>
#include <hangar/harness/report/merge.hpp>
#include <hangar/harness/run/history.hpp>
#include <hangar/harness/run/run_folder.hpp>

namespace hangar::cli {
namespace {

namespace fs = std::filesystem;

int complain(const run::Host& host, const std::string& message, run::ExitStatus status) {
    host.errors("hangar: " + message + '\n');
    return static_cast<int>(status);
}

// One that cannot be followed is complained of when it is read.
fs::path real_path(const std::string& folder) {
    std::error_code failed;
    const auto found = fs::weakly_canonical(folder, failed);
    return failed ? fs::path(folder) : found;
}

// The first that is named twice, be it as the place for the result.
std::optional<std::string> named_twice(const MergeCommand& command) {
    std::set<fs::path> seen{real_path(command.out)};
    for (const auto& folder : command.folders)
        if (!seen.insert(real_path(folder)).second) return folder;
    return std::nullopt;
}

os::Result<std::vector<report::Journal>> read_all(const std::vector<std::string>& folders) {
    std::vector<report::Journal> parts;
    for (const auto& folder : folders) {
        auto journal = report::read_journal(folder + "/events.jsonl");
        if (!journal) return tl::unexpected(journal.error());
        parts.push_back(std::move(*journal));
    }
    return parts;
}

os::Status copy_files(const std::string& from, const std::string& to) {
    std::error_code failed;
    fs::create_directories(to, failed);
    for (const char* part : {"output", "dumps"}) {
        if (!fs::exists(fs::path(from) / part)) continue;
        fs::copy(fs::path(from) / part, fs::path(to) / part, fs::copy_options::recursive, failed);
        if (failed) return os::error(failed.value(), "copy", from + '/' + part);
    }
    return {};
}

os::Status write_run(const std::vector<events::Stamped>& all, const std::string& folder) {
    auto journal = report::JournalWriter::create(folder + "/events.jsonl");
    if (!journal) return tl::unexpected(journal.error());
    for (const auto& each : all) journal->on(each);
    if (journal->trouble()) return tl::unexpected(*journal->trouble());
    return {};
}

// The shares by time were cut by the durations there were, and left them alone.
void remember(const std::vector<events::Stamped>& all, const run::Host& host) {
    report::RunRecord record;
    for (const auto& each : all) record.on(each);
    // Without it the next run has no durations: it is none the worse for that.
    static_cast<void>(run::History(run::history_in_cache(host.environment)).remember(record));
}

}  // namespace

int merge_runs(const MergeCommand& command, const run::Host& host) {
    os::ignore_signal(SIGXFSZ);  // a file that may not grow is told by its errno
    if (const auto twice = named_twice(command))
        return complain(host, *twice + " is named twice", run::ExitStatus::usage);
    auto parts = read_all(command.folders);
    if (!parts) return complain(host, parts.error().message(), run::ExitStatus::usage);
    const auto folder = run::RunFolder::open(command.out);
    if (!folder)
        return complain(host, "--out: " + folder.error().message(), run::ExitStatus::usage);
    const auto all = report::merge(std::move(*parts));
    remember(all, host);
    auto written = write_run(all, folder->path());
    for (std::size_t i = 0; written && i < command.folders.size(); ++i)
        written =
            copy_files(command.folders[i], folder->path() + '/' + report::folder_of_part(i + 1));
    if (!written) return complain(host, written.error().message(), run::ExitStatus::internal_error);
    return rebuild_reports(folder->path(), host);
}

}  // namespace hangar::cli
