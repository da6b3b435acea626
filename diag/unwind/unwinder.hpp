// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <string_view>
#include <vector>

#include <hangar/diag/os/deadline.hpp>
#include <hangar/diag/unwind/process_image.hpp>
#include <hangar/diag/unwind/raw_stack.hpp>
#include <hangar/diag/unwind/stack_sample.hpp>

namespace hangar::unwind {

// Finds the callers in a sample of a thread's stack. It never touches the thread.
// One per process: it may remember what it learned of the image. Not synchronised.
class Unwinder {
  public:
    // What it can do; asked, not assumed.
    struct Capabilities {
        bool finds_callers = false;
        bool needs_frame_pointers = false;  // compiled in, or it loses frames
        bool needs_all_registers = false;   // sp and pc alone are not enough
    };

    virtual ~Unwinder() = default;
    Unwinder(const Unwinder&) = delete;
    Unwinder& operator=(const Unwinder&) = delete;

    [[nodiscard]] virtual std::string_view name() const noexcept = 0;
    [[nodiscard]] virtual Capabilities capabilities() const noexcept = 0;
    // Never fails: the result says how far it came. Requires: the same `image` at each call.
    [[nodiscard]] virtual RawStack unwind(StackSample& sample, ProcessImage& image,
                                          os::Deadline deadline) = 0;

  protected:
    Unwinder() = default;
};

enum class UnwinderKind {
    nothing,          // the innermost frame alone
    frame_pointers,   // the chain of saved frame pointers
    call_frame_info,  // what the compiler wrote for exceptions and debuggers (libunwind)
};

[[nodiscard]] std::unique_ptr<Unwinder> make_unwinder(UnwinderKind kind);
[[nodiscard]] std::vector<UnwinderKind> unwinder_kinds();

}  // namespace hangar::unwind
