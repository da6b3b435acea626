// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>

#include <hangar/diag/os/fd.hpp>

namespace hangar {

// The runner's files for what a test of this process captures, which outlive it. By descriptors
// that came with the order for the first test, or by name. A value but for those; neither: none.
struct RunnersCaptureFiles {
    std::string out_path;  // HANGAR_CAPTURE_STDOUT
    std::string err_path;  // HANGAR_CAPTURE_STDERR
    os::Fd out;
    os::Fd err;
};

// What one test writes to one stream: a file from `begin` on.
struct CapturedPart {
    int file = -1;
    std::uint64_t begin = 0;
};

// Where one test's output goes: two files that only ever grow and that nobody has to drain. Our
// own, or the runner's, so that what a dying process wrote outlives it. Move-only; any thread may
// read.
class CaptureFiles {
  public:
    // The runner's if there are any: after what stands in them. Takes their descriptors.
    // Errors: no free descriptor, a name that cannot be opened.
    [[nodiscard]] static os::Result<CaptureFiles> create(RunnersCaptureFiles& runners);
    CaptureFiles(CaptureFiles&&) noexcept = default;
    CaptureFiles& operator=(CaptureFiles&&) noexcept = default;
    // What is in the runner's is discarded: it finds there what nobody has replayed. Of our own,
    // those that nobody has written to, or could any more, are the next one's.
    ~CaptureFiles();

    [[nodiscard]] CapturedPart out_part() const noexcept { return {out_.get(), out_begin_}; }
    [[nodiscard]] CapturedPart err_part() const noexcept { return {err_.get(), err_begin_}; }
    [[nodiscard]] int out_fd() const noexcept { return out_.get(); }
    [[nodiscard]] int err_fd() const noexcept { return err_.get(); }
    // In a forked child: what is in them is the parent's.
    void disown() noexcept { owner_ = 0; }
    // What is in them now.
    [[nodiscard]] std::string out() const;
    [[nodiscard]] std::string err() const;

  private:
    CaptureFiles(os::Fd out, os::Fd err, bool is_ours);

    os::Fd out_;
    os::Fd err_;
    std::uint64_t out_begin_;
    std::uint64_t err_begin_;
    bool is_ours_;
    pid_t owner_;
};

}  // namespace hangar
