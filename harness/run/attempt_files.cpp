// SPDX-License-Identifier: Apache-2.0
#include <fcntl.h>
#include <fmt/format.h>

#include <filesystem>

#include <hangar/harness/report/output_tail.hpp>
#include <hangar/harness/run/attempt_files.hpp>

namespace hangar::run {
namespace {

constexpr std::size_t largest_report = 64U << 20U;
constexpr std::size_t largest_note = 1U << 20U;
constexpr std::size_t enough_output = 16U << 10U;

std::string read_if_there(const std::string& path) {
    const auto file = os::open_file(AT_FDCWD, path, O_RDONLY);
    return file ? os::read_at(file->get(), 0, largest_note).value_or("") : std::string();
}

void remove_if_there(const std::string& path) {
    std::error_code ignored;
    if (!path.empty()) std::filesystem::remove(path, ignored);
}

}  // namespace

os::Result<AttemptFiles> AttemptFiles::create(const Job& job, const Services& services) {
    AttemptFiles files;
    files.test_ = job.test->info.name;
    if (auto status = files.open_output(job, services); !status)
        return tl::unexpected(status.error());
    const std::string small = fmt::format("{}/.work/{}", services.folder, services.last_tag);
    files.note_path_ = small + ".note";
    if (!job.program->writes_json) {
        files.exit_path_ = small + ".exit";
        return files;
    }
    auto report = os::make_capture_file("gtest report");
    if (!report) return tl::unexpected(report.error());
    files.report_ = std::move(*report);
    files.report_path_ =
        fmt::format("/proc/{}/fd/{}", services.launcher.runner(), files.report_.get());
    return files;
}

os::Status AttemptFiles::open_output(const Job& job, const Services& services) {
    if (!services.options.capture_output) return {};
    const std::string path = job.file("output", ".txt");
    auto file =
        os::open_file(AT_FDCWD, services.folder + '/' + path, O_RDWR | O_CREAT | O_EXCL | O_APPEND);
    if (file) {
        output_ = std::move(*file);
        kept_ = path;
        return {};
    }
    trouble_ = file.error();
    auto memory = os::make_capture_file("test output");
    if (!memory) return tl::unexpected(memory.error());
    output_ = std::move(*memory);
    return {};
}

AttemptFiles::~AttemptFiles() {
    remove_if_there(note_path_);
    remove_if_there(exit_path_);
}

std::vector<std::string> AttemptFiles::arguments() const {
    if (report_path_.empty()) return {};
    return {"--gtest_output=json:" + report_path_};
}

std::vector<std::string> AttemptFiles::variables() const {
    std::vector<std::string> all{"HANGAR_RESULT_FILE=" + note_path_};
    if (!exit_path_.empty()) all.push_back("TEST_PREMATURE_EXIT_FILE=" + exit_path_);
    return all;
}

ResultNote AttemptFiles::note() const {
    return parse_result_note(read_if_there(note_path_), test_);
}

void AttemptFiles::read_into(Evidence& evidence) const {
    evidence.note = note();
    evidence.report_expected = static_cast<bool>(report_);
    if (report_) {
        const auto text = os::read_at(report_.get(), 0, largest_report);
        evidence.report = parse_gtest_report(text.value_or(""), test_);
    }
    evidence.exit_file_left = !exit_path_.empty() && std::filesystem::exists(exit_path_);
    const bool output_tells = !report_ || (evidence.report && evidence.report->skipped);
    if (output_ && output_tells)
        evidence.output = report::output_tail(output_.get(), enough_output);
}

}  // namespace hangar::run
