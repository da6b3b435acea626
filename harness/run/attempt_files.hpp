// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include <hangar/diag/os/fd.hpp>
#include <hangar/harness/run/gtest_report.hpp>
#include <hangar/harness/run/kept_output.hpp>
#include <hangar/harness/run/program.hpp>
#include <hangar/harness/run/result_note.hpp>
#include <hangar/harness/run/services.hpp>

namespace hangar::run {

// What a process under test writes: its output into memory that nobody has to drain and nobody can
// cut short, from where its test's part is copied into a file; and into memory, too (a full disk
// cannot spoil a verdict), GoogleTest's report, its notes, and what a program linked with hangar
// captures, which must outlive it if it dies.
// Move-only; only the runner's thread.
class AttemptFiles {
  public:
    // `shared`: several tests write to it, one after the other; each one's part is to be kept.
    // Errors: EMFILE. A file that cannot be made or written (a full disk) is done without, and
    // take_trouble() says so.
    [[nodiscard]] static os::Result<AttemptFiles> create(const Job& job, Services& services,
                                                         bool shared = false);
    AttemptFiles(AttemptFiles&&) noexcept = default;
    AttemptFiles& operator=(AttemptFiles&&) = delete;
    ~AttemptFiles();  // what a test without an end has written is kept, too

    // For descriptors 1 and 2; -1 when nothing is captured.
    [[nodiscard]] int output() const noexcept { return output_.get(); }
    // What went wrong since the last call.
    [[nodiscard]] std::optional<os::Error> take_trouble() noexcept {
        return std::exchange(trouble_, std::nullopt);
    }

    // Where GoogleTest's report goes, if not to that of its slot: to that of a fork server.
    void use_report(int file) noexcept { report_ = file; }
    // The process would not die: it may still write to them.
    void give_up() const { slot_.give_up(); }
    // For a process that is executed.
    [[nodiscard]] std::string argument() const;
    [[nodiscard]] std::vector<std::string> variables() const;
    // For one that is forked: what travels with its order.
    [[nodiscard]] std::vector<int> descriptors() const;

    // As far as they are written now.
    [[nodiscard]] const ResultNotes& notes() const;
    // Appends to the output what the test captured and did not live to replay. Requires: it ended.
    void keep_captured(const std::string& test) const;
    // Empty if the program did not get as far as to write it.
    [[nodiscard]] std::optional<GtestReports> reports() const;
    // What was printed of that test by a program that may not write it. Requires: not shared.
    [[nodiscard]] std::optional<GtestReport> printed_report(const std::string& test) const;

    // The output from `offset` on, a megabyte or less; empty: there is no more.
    [[nodiscard]] std::string output_from(std::uint64_t offset,
                                          std::uint64_t most = 1U << 20U) const;
    // Now and then while the process writes: copies what is new, and gives back the memory of what
    // will not be kept. `begin`: of the current test's part; of a shared output no more than `read`
    // bytes have been looked at.
    void follow_output(std::uint64_t begin, std::uint64_t read);
    // Makes a part of the output the test's own. `end`: 0 is that of the whole.
    // Gives its path beneath the run's folder; empty if it cannot be kept.
    [[nodiscard]] std::optional<std::string> keep_part(const Job& job, const std::string& folder,
                                                       std::uint64_t begin, std::uint64_t end);

  private:
    AttemptFiles() = default;
    [[nodiscard]] std::string name_of(int file) const;
    void trim_captured() const;
    void open_kept_output(const Job& job, const std::string& folder);
    [[nodiscard]] std::uint64_t written() const;
    void check(const os::Status& status);

    WorkSlots::Slot slot_;
    WorkSlots::Files files_;
    os::Fd output_;
    int report_ = -1;
    pid_t runner_ = 0;
    bool shared_ = false;
    bool linked_ = true;              // its program can make notes
    std::optional<KeptOutput> kept_;  // while it grows: of one test alone
    std::optional<std::string> kept_path_;
    std::optional<os::Error> trouble_;
    // What was read is not read again, nor what stood there before, which is of earlier attempts.
    mutable std::size_t notes_read_ = 0;
    mutable ResultNotes notes_;
};

}  // namespace hangar::run
