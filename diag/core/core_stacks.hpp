// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include <hangar/diag/core/core_file.hpp>
#include <hangar/diag/core/core_memory.hpp>
#include <hangar/diag/os/deadline.hpp>
#include <hangar/diag/unwind/process_image.hpp>
#include <hangar/diag/unwind/unwinder.hpp>

namespace hangar::core {

// The native stacks of a core file's threads, by call-frame information. Requires: all of them
// outlive it. Not synchronised.
class CoreStacks {
  public:
    CoreStacks(const CoreFile& core, CoreMemory& memory, ProgramFiles& files);

    // One line a frame, inlined ones as well, innermost first: "read (read.c:26)"; ends with why it
    // ends too early. Empty for a thread that the core does not have.
    [[nodiscard]] std::vector<std::string> lines_of(pid_t tid, os::Deadline deadline);

  private:
    [[nodiscard]] unwind::RawStack unwind(const CoreThread& thread, os::Deadline deadline);
    void add_lines(const unwind::RawFrame& frame, std::vector<std::string>& lines);

    const CoreFile& core_;
    CoreMemory& memory_;
    ProgramFiles& files_;
    unwind::ProcessImage image_;
    std::unique_ptr<unwind::Unwinder> unwinder_;
};

}  // namespace hangar::core
