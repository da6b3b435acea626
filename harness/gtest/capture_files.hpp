// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include <hangar/diag/os/fd.hpp>

namespace hangar {

// Where one test's output goes: two files that only ever grow and that nobody has to drain.
// In memory; or in files with a name, so that what a dying process wrote outlives it. Move-only;
// any thread may read.
class CaptureFiles {
  public:
    // In PREFIXstdout and PREFIXstderr, or for an empty prefix in memory. Errors: no free
    // descriptor, an unwritable directory.
    [[nodiscard]] static os::Result<CaptureFiles> create(const std::string& prefix);
    CaptureFiles(CaptureFiles&&) noexcept = default;
    CaptureFiles& operator=(CaptureFiles&&) noexcept = default;
    // Named files are emptied, and stay: their names are the asker's. Those in memory that nobody
    // has written to, or could any more, are the next one's.
    ~CaptureFiles();

    [[nodiscard]] int out_fd() const noexcept { return out_.get(); }
    [[nodiscard]] int err_fd() const noexcept { return err_.get(); }
    // In a forked child: they are the parent's to empty.
    void disown() noexcept { prefix_.clear(); }
    // What is in them now.
    [[nodiscard]] std::string out() const;
    [[nodiscard]] std::string err() const;

  private:
    CaptureFiles(os::Fd out, os::Fd err, std::string prefix);

    os::Fd out_;
    os::Fd err_;
    std::string prefix_;
    pid_t owner_;
};

}  // namespace hangar
