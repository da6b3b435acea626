// SPDX-License-Identifier: Apache-2.0
#include <fcntl.h>
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <filesystem>

#include <hangar/diag/os/capture_contents.hpp>
#include <hangar/diag/os/directory.hpp>
#include <hangar/diag/os/file_hole.hpp>
#include <hangar/diag/os/signal_safe.hpp>
#include <hangar/harness/launch/order.hpp>
#include <hangar/harness/run/attempt_files.hpp>
#include <hangar/harness/run/printed_report.hpp>

namespace hangar::run {
namespace {

constexpr std::size_t largest_report = 1U << 30U;
constexpr std::size_t longest_notes = 1U << 20U;

os::Result<os::Fd> create_output(const Job& job, const std::string& path) {
    if (job.attempt > 1)  // the folder of the first ones is there; what fails here fails below
        static_cast<void>(os::make_directories(path.substr(0, path.rfind('/'))));
    return os::open_file(AT_FDCWD, path, O_WRONLY | O_CREAT | O_EXCL);
}

}  // namespace

os::Result<AttemptFiles> AttemptFiles::create(const Job& job, Services& services, bool shared) {
    AttemptFiles files;
    files.slot_ = services.slots.take();
    const auto memory = files.slot_.files();
    if (!memory) return tl::unexpected(memory.error());
    files.files_ = *memory;
    files.report_ = memory->report;
    files.runner_ = services.launcher.runner();
    files.shared_ = shared;
    files.linked_ = job.program->is_linked();
    if (files.linked_) files.notes_read_ = os::file_size(memory->notes).value_or(0);
    if (services.options.capture_output) {
        auto output = os::make_capture_file("test output");
        if (!output) return tl::unexpected(output.error());
        files.output_ = std::move(*output);
        if (!shared) files.open_kept_output(job, services.folder);
    }
    return files;
}

std::string AttemptFiles::name_of(int file) const {
    return fmt::format("/proc/{}/fd/{}", runner_, file);
}

std::string AttemptFiles::argument() const {
    return "--gtest_output=xml:" + name_of(files_.report);
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
    if (linked_) trim_captured();
}

// Of what a program keeps back itself: half as much, so that both fit when it shows that.
void AttemptFiles::trim_captured() const {
    constexpr std::uint64_t most = most_output / 2;
    for (const int file : {files_.captured_out, files_.captured_err}) {
        const std::uint64_t size = os::file_size(file).value_or(0);
        if (size <= most) continue;
        const auto begin = os::contents_begin(file);
        if (size - begin > most)
            static_cast<void>(os::punch_hole(file, begin + most / 2, size - most / 2));
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
    if (!linked_) return {};
    const auto variable = [this](const char* name, int file) {
        return std::string(name) + '=' + name_of(file);
    };
    std::vector<std::string> all{variable(launch::notes_variable, files_.notes)};
    if (!output_) return all;
    all.push_back(variable(launch::captured_out_variable, files_.captured_out));
    all.push_back(variable(launch::captured_err_variable, files_.captured_err));
    return all;
}

std::vector<int> AttemptFiles::descriptors() const {
    if (!linked_) return {output()};
    return {output(), files_.notes, files_.captured_out, files_.captured_err};
}

void AttemptFiles::keep_captured(const std::string& test) const {
    namespace copying = os::signal_safe;  // what is there now, whoever else still writes
    if (!output_ || !linked_) return;
    for (const auto& [stream, file] :
         {std::pair("stdout", files_.captured_out), std::pair("stderr", files_.captured_err)}) {
        const auto begin = os::contents_begin(file);
        if (copying::is_empty(file, begin)) continue;
        // A full disk loses it, as it would have lost the output itself.
        copying::write_all(
            output_.get(),
            fmt::format("----- captured {} of {}, which did not end -----\n", stream, test));
        copying::copy_file(file, output_.get(), begin);
        if (!copying::ends_a_line(file)) copying::write_all(output_.get(), "\n");
    }
}

const ResultNotes& AttemptFiles::notes() const {
    for (std::size_t taken = 1; taken > 0 && linked_;) {
        const auto text = os::read_at(files_.notes, notes_read_, longest_notes);
        taken = take_result_notes(text.value_or(""), notes_);
        notes_read_ += taken;
    }
    return notes_;
}

std::optional<GtestReports> AttemptFiles::reports() const {
    return GtestReports::parse(os::read_at(report_, 0, largest_report).value_or(""));
}

std::optional<GtestReport> AttemptFiles::printed_report(const std::string& test) const {
    if (!output_ || written() > most_output) return std::nullopt;
    return run::printed_report(output_from(0, most_output), test, name_of(report_));
}

}  // namespace hangar::run
