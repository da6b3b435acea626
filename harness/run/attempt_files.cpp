// SPDX-License-Identifier: Apache-2.0
#include <fcntl.h>
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <filesystem>

#include <hangar/diag/os/directory.hpp>
#include <hangar/diag/os/file_facts.hpp>
#include <hangar/diag/os/file_hole.hpp>
#include <hangar/diag/os/signal_safe.hpp>
#include <hangar/harness/run/attempt_files.hpp>

namespace hangar::run {
namespace {

constexpr std::size_t largest_report = 64U << 20U;
constexpr std::size_t longest_notes = 1U << 20U;
constexpr std::array captured_streams{"stdout", "stderr"};

os::Result<os::Fd> create_output(const Job& job, const std::string& path) {
    if (job.attempt > 1)  // the folder of the first ones is there; what fails here fails below
        static_cast<void>(os::make_directories(path.substr(0, path.rfind('/'))));
    return os::open_file(AT_FDCWD, path, O_WRONLY | O_CREAT | O_EXCL);
}

}  // namespace

os::Result<AttemptFiles> AttemptFiles::create(const Job& job, Services& services, bool shared) {
    AttemptFiles files;
    files.slot_ = services.slots.take();
    files.shared_ = shared;
    if (services.options.capture_output) {
        auto output = os::make_capture_file("test output");
        if (!output) return tl::unexpected(output.error());
        files.output_ = std::move(*output);
        if (!shared) files.open_kept_output(job, services.folder);
    }
    const std::string small = services.folder + "/.work/" + files.slot_.name();
    files.note_path_ = small + ".note";
    files.makes_notes_ = job.program->is_linked();
    if (const auto noted = os::file_size(files.note_file())) files.note_read_ = *noted;
    if (files.output_) files.capture_prefix_ = small + ".captured-";
    return files;
}

os::Status AttemptFiles::make_report(const Services& services) {
    const auto report = slot_.report();
    if (!report) return tl::unexpected(report.error());
    report_file_ = *report;
    report_path_ = fmt::format("/proc/{}/fd/{}", services.launcher.runner(), report_file_);
    return {};
}

void AttemptFiles::open_kept_output(const Job& job, const std::string& folder) {
    const std::string path = job.file("output", ".txt");
    auto file = create_output(job, folder + '/' + path);
    if (!file) {
        trouble_ = file.error();
        return;
    }
    kept_.emplace(std::move(*file), 0);
    kept_path_ = path;
}

std::uint64_t AttemptFiles::written() const {
    return os::file_size(output_.get()).value_or(0);
}

void AttemptFiles::check(const os::Status& status) {
    if (!status && !trouble_) trouble_ = status.error();
}

void AttemptFiles::follow_output(std::uint64_t begin, std::uint64_t read) {
    if (!output_) return;
    const auto now = written();
    if (kept_) check(kept_->follow(output_.get(), now));
    release_output(output_.get(), begin, now, shared_ ? read : now);
    if (makes_notes_) trim_captured();
}

// Of what a program keeps back itself: half as much, so that both fit when it shows that.
void AttemptFiles::trim_captured() const {
    constexpr std::uint64_t most = most_output / 2;
    for (const char* stream : captured_streams) {
        const std::string path = capture_prefix_ + stream;
        const auto facts = os::file_facts(AT_FDCWD, path);
        if (!facts || facts->size <= most) continue;
        const auto file = os::open_file(AT_FDCWD, path, O_RDWR);
        // A file system without holes keeps all of it.
        if (file) static_cast<void>(os::punch_hole(file->get(), most / 2, facts->size - most / 2));
    }
}

std::string AttemptFiles::output_from(std::uint64_t offset, std::uint64_t most) const {
    return os::read_at(output_.get(), offset, most).value_or("");
}

std::optional<std::string> AttemptFiles::keep_part(const Job& job, const std::string& folder,
                                                   std::uint64_t begin, std::uint64_t end) {
    if (!output_) return std::nullopt;
    if (shared_) {
        const std::string path = job.file("output", ".txt");
        auto to = create_output(job, folder + '/' + path);
        if (!to) return std::nullopt;
        kept_path_ = path;
        kept_.emplace(std::move(*to), begin);
    }
    if (kept_) check(kept_->finish(output_.get(), end == 0 ? written() : end));
    kept_.reset();
    return kept_path_;
}

AttemptFiles::~AttemptFiles() {
    if (kept_ && output_) check(kept_->finish(output_.get(), written()));
}

std::vector<std::string> AttemptFiles::variables() const {
    std::vector<std::string> all{"HANGAR_RESULT_FILE=" + note_path_};
    if (!capture_prefix_.empty()) all.push_back("HANGAR_CAPTURE_PREFIX=" + capture_prefix_);
    return all;
}

void AttemptFiles::keep_captured(const std::string& test) const {
    namespace copying = os::signal_safe;  // what is there now, whoever else still writes
    if (capture_prefix_.empty()) return;
    for (const char* stream : captured_streams) {
        const auto file = os::open_file(AT_FDCWD, capture_prefix_ + stream, O_RDWR);
        if (!file || copying::is_empty(file->get())) continue;
        // A full disk loses it, as it would have lost the output itself.
        copying::write_all(
            output_.get(),
            fmt::format("----- captured {} of {}, which did not end -----\n", stream, test));
        copying::copy_file(file->get(), output_.get());
        if (!copying::ends_a_line(file->get())) copying::write_all(output_.get(), "\n");
        copying::empty_file(file->get());  // for the next attempt
    }
}

// The first process that has something to note makes it.
int AttemptFiles::note_file() const {
    if (!note_ && makes_notes_)
        if (auto opened = os::open_file(AT_FDCWD, note_path_, O_RDONLY)) note_ = std::move(*opened);
    return note_.get();
}

const ResultNotes& AttemptFiles::notes() const {
    for (std::size_t taken = 1; taken > 0 && note_file() >= 0;) {
        const auto text = os::read_at(note_file(), note_read_, longest_notes);
        taken = take_result_notes(text.value_or(""), notes_);
        note_read_ += taken;
    }
    return notes_;
}

std::optional<GtestReports> AttemptFiles::reports() const {
    return GtestReports::parse(os::read_at(report_file_, 0, largest_report).value_or(""));
}

}  // namespace hangar::run
