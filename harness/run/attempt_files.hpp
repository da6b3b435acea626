// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include <hangar/diag/os/fd.hpp>
#include <hangar/harness/run/gtest_report.hpp>
#include <hangar/harness/run/program.hpp>
#include <hangar/harness/run/result_note.hpp>
#include <hangar/harness/run/services.hpp>

namespace hangar::run {

// What a process under test writes: its output into a file of its own that nobody has to drain,
// GoogleTest's report into memory (a full disk cannot spoil a verdict), its notes into a small file
// that others have used and will use; and what a program linked with hangar captures, which must
// outlive it if it dies. Move-only; only the runner's thread.
class AttemptFiles {
  public:
    // `shared`: several tests write to it, one after the other; each one's part is to be kept.
    // Errors: EMFILE. An output file that cannot be made (a full disk) is replaced by
    // memory, and trouble() says so.
    [[nodiscard]] static os::Result<AttemptFiles> create(const Job& job, Services& services,
                                                         bool shared = false);
    AttemptFiles(AttemptFiles&&) noexcept = default;
    AttemptFiles& operator=(AttemptFiles&&) = delete;
    ~AttemptFiles();

    // For descriptors 1 and 2; -1 when nothing is captured.
    [[nodiscard]] int output() const noexcept { return output_.get(); }
    // Relative to the run's folder; empty when it is not kept.
    [[nodiscard]] const std::optional<std::string>& output_path() const noexcept { return kept_; }
    [[nodiscard]] const std::optional<os::Error>& trouble() const noexcept { return trouble_; }

    // Where GoogleTest's report goes: into memory of its own, resp. to that of a fork server, which
    // stays. Errors: EMFILE, ENOMEM.
    [[nodiscard]] os::Status make_report(const Services& services);
    void use_report(int file) noexcept { report_file_ = file; }
    // Requires: make_report().
    [[nodiscard]] std::string argument() const { return "--gtest_output=xml:" + report_path_; }
    [[nodiscard]] std::vector<std::string> variables() const;

    [[nodiscard]] ResultNotes notes() const;
    // Appends to the output what the test captured and did not live to replay. Requires: it ended.
    void keep_captured(const std::string& test) const;
    // Empty if the program did not get as far as to write it.
    [[nodiscard]] std::optional<GtestReports> reports() const;

    // The output from `offset` on, a megabyte or less; empty: there is no more.
    [[nodiscard]] std::string output_from(std::uint64_t offset,
                                          std::uint64_t most = 1U << 20U) const;
    // Makes a part of a shared output the test's own. `end`: 0 is that of the whole.
    // Gives its path beneath the run's folder; empty if it cannot be kept.
    [[nodiscard]] std::optional<std::string> keep_part(const Job& job, const std::string& folder,
                                                       std::uint64_t begin,
                                                       std::uint64_t end) const;

  private:
    AttemptFiles() = default;
    os::Status open_output(const Job& job, const Services& services);
    os::Status open_shared_output(const std::string& path);

    WorkSlots::Slot slot_;
    os::Fd output_;
    os::Fd report_;
    int report_file_ = -1;
    std::optional<std::string> kept_;
    std::optional<os::Error> trouble_;
    std::string report_path_;
    std::string note_path_;
    std::size_t note_begin_ = 0;  // what stands before is of earlier attempts
    std::string shared_path_;     // empty when one test alone writes to it
    std::string capture_prefix_;  // empty when nothing is captured
};

}  // namespace hangar::run
