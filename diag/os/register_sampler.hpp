// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <sys/types.h>

#include <cstddef>
#include <cstdint>
#include <memory>
#include <set>

#include <hangar/diag/os/fd.hpp>
#include <hangar/diag/os/result.hpp>

namespace hangar::os {

// Looks at the registers of a thread while it runs, every millisecond of its processor time,
// without stopping it: by the kernel's own sampling (perf_event_open). Tells a loop that changes
// nothing from a computation: the one shows the same few contents over and over. Move-only, owns a
// descriptor and a few pages. Not synchronised. x86-64 only.
class RegisterSampler {
  public:
    // Errors: EACCES or EPERM (not allowed), ESRCH, ENOTSUP (another processor).
    [[nodiscard]] static Result<RegisterSampler> start(pid_t tid);
    RegisterSampler(RegisterSampler&&) noexcept;
    RegisterSampler& operator=(RegisterSampler&&) noexcept;
    ~RegisterSampler();

    struct Counts {
        std::size_t samples = 0;
        std::size_t distinct = 0;         // different contents of all general registers and the pc
        std::size_t in_kernel = 0;        // how many found it in a system call
        std::uint64_t stack_pointer = 0;  // of the last one; 0: there is none
        std::set<std::uint64_t> calls;    // where those in a system call return to
    };
    // What was seen since the start; at most some hundred samples are kept.
    [[nodiscard]] Counts counts() const;

  private:
    struct Ring;
    RegisterSampler(Fd event, std::unique_ptr<Ring> ring) noexcept;

    Fd event_;
    std::unique_ptr<Ring> ring_;
};

}  // namespace hangar::os
