// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include <hangar/diag/os/fd.hpp>
#include <hangar/harness/run/program.hpp>

namespace hangar::run {

// The folder of a run (--out), claimed for as long as this lives. What an older run left in it is
// set aside into earlier/N, never overwritten. Move-only.
class RunFolder {
  public:
    // Errors: EBUSY (another run writes there), and what mkdir and rename refuse.
    [[nodiscard]] static os::Result<RunFolder> open(const std::string& path);
    RunFolder(RunFolder&&) noexcept = default;
    RunFolder& operator=(RunFolder&&) = delete;

    [[nodiscard]] const std::string& path() const noexcept { return path_; }  // absolute
    // The folders that the attempts of these programs write to.
    [[nodiscard]] os::Status prepare(const std::vector<Program>& programs) const;

  private:
    RunFolder(os::Fd claim, std::string path) : claim_(std::move(claim)), path_(std::move(path)) {}
    os::Fd claim_;
    std::string path_;
};

}  // namespace hangar::run
