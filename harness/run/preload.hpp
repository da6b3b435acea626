// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include <hangar/diag/os/fd.hpp>

namespace hangar::run {

// The library that makes fork servers of programs that are not linked with hangar (harness/launch/
// preload), for LD_PRELOAD. It is part of this program and put into memory when it is first asked
// for: nothing need be installed beside it. Only the runner's thread.
class PreloadLibrary {
  public:
    // Of this process. Errors: EMFILE, ENOMEM.
    [[nodiscard]] os::Result<int> file();

  private:
    os::Fd file_;
};

// Why it cannot be loaded into the program of that path; empty: it can. What only shows when the
// program runs, it says itself then. Any thread.
[[nodiscard]] std::string unfit_for_preload(const std::string& path);

}  // namespace hangar::run
