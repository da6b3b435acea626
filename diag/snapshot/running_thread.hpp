// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <hangar/diag/os/proc_io.hpp>
#include <hangar/diag/os/register_sampler.hpp>
#include <hangar/diag/snapshot/thread.hpp>

namespace hangar::snapshot {

// A thread that runs, watched from the first sample to the last without being stopped: whether it
// gets anywhere. Move-only. Not synchronised.
class RunningThread {
  public:
    // Errors: RegisterSampler's.
    [[nodiscard]] static os::Result<RunningThread> watch(pid_t pid, pid_t tid);

    [[nodiscard]] pid_t pid() const noexcept { return pid_; }
    [[nodiscard]] pid_t tid() const noexcept { return tid_; }
    // Whether it ran, and yet was seen too rarely to tell: on a machine with much else to do.
    [[nodiscard]] bool was_seen_too_little() const;
    // What was seen since. Takes some milliseconds where the registers repeat themselves.
    [[nodiscard]] SpinSamples samples() const;

  private:
    RunningThread(pid_t pid, pid_t tid, os::RegisterSampler sampler);

    pid_t pid_;
    pid_t tid_;
    os::RegisterSampler sampler_;
    os::IoCount before_;
};

}  // namespace hangar::snapshot
