// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>

#include <hangar/diag/os/fd.hpp>
#include <hangar/harness/run/gtest_report.hpp>
#include <hangar/harness/run/program.hpp>
#include <hangar/harness/run/result_note.hpp>
#include <hangar/harness/run/services.hpp>

namespace hangar::run {

// What an attempt writes: its output into a file of its own that nobody has to drain, GoogleTest's
// report into memory (a full disk cannot spoil a verdict), its notes into a small file that goes
// with this; and what a program linked with hangar captures, which must outlive it if it dies.
// Move-only; only the runner's thread.
class AttemptFiles {
  public:
    // Errors: EMFILE, ENOMEM. An output file that cannot be made (a full disk) is replaced by
    // memory, and trouble() says so.
    [[nodiscard]] static os::Result<AttemptFiles> create(const Job& job, const Services& services);
    AttemptFiles(AttemptFiles&&) noexcept = default;
    AttemptFiles& operator=(AttemptFiles&&) = delete;
    ~AttemptFiles();

    // For descriptors 1 and 2; -1 when nothing is captured.
    [[nodiscard]] int output() const noexcept { return output_.get(); }
    // Relative to the run's folder; empty when it is not kept.
    [[nodiscard]] const std::optional<std::string>& output_path() const noexcept { return kept_; }
    [[nodiscard]] const std::optional<os::Error>& trouble() const noexcept { return trouble_; }

    [[nodiscard]] std::string argument() const { return "--gtest_output=xml:" + report_path_; }
    [[nodiscard]] std::vector<std::string> variables() const;

    [[nodiscard]] ResultNote note() const;
    // Appends to the output what the test captured and did not live to replay. Requires: it ended.
    void keep_captured() const;
    // Empty if the program did not get as far as to write it.
    [[nodiscard]] std::optional<GtestReport> report() const;

  private:
    AttemptFiles() = default;
    os::Status open_output(const Job& job, const Services& services);

    std::string test_;
    os::Fd output_;
    os::Fd report_;
    std::optional<std::string> kept_;
    std::optional<os::Error> trouble_;
    std::string report_path_;
    std::string note_path_;
    std::string capture_prefix_;  // empty when nothing is captured
};

}  // namespace hangar::run
