// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <memory>
#include <vector>

#include <hangar/diag/dump/stack_reader.hpp>
#include <hangar/diag/os/proc_dir.hpp>
#include <hangar/diag/unwind/process_image.hpp>
#include <hangar/diag/unwind/raw_stack.hpp>
#include <hangar/diag/unwind/unwinder.hpp>

namespace hangar::dump {

// The stacks of one process, read, named and put into its threads. Not synchronised.
class ProcessStacks {
  public:
    // Errors: ESRCH when that process is gone; ProcDir's.
    [[nodiscard]] static os::Result<ProcessStacks> open(snapshot::Process& process,
                                                        const StackReader::Options& options,
                                                        symbols::Symbolizer& symbolizer);

    // Of threads at rest that have no frames yet.
    void read_at_rest();
    // Of the others, by a short stop. The longest that a thread stood still.
    std::chrono::microseconds read_by_stopping();

  private:
    ProcessStacks(snapshot::Process& process, const StackReader::Options& options,
                  symbols::Symbolizer& symbolizer, os::ProcDir dir, os::ProcDir files,
                  unwind::ProcessImage image);

    void put(snapshot::Thread& thread, const unwind::RawStack& stack);
    void put_frame(snapshot::Thread& thread, const unwind::RawFrame& frame);
    [[nodiscard]] std::vector<pid_t> without_frames() const;

    snapshot::Process& process_;
    const StackReader::Options& options_;
    symbols::Symbolizer& symbolizer_;
    os::ProcDir dir_;
    os::ProcDir files_;
    unwind::ProcessImage image_;
    std::unique_ptr<unwind::Unwinder> unwinder_;
};

}  // namespace hangar::dump
