// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <hangar/diag/unwind/unwinder.hpp>

namespace hangar::unwind {

// Follows the chain of saved frame pointers: for code without unwind tables that keeps them.
class FramePointerUnwinder final : public Unwinder {
  public:
    [[nodiscard]] std::string_view name() const noexcept override { return "frame pointers"; }
    [[nodiscard]] Capabilities capabilities() const noexcept override {
        return {.finds_callers = true, .needs_frame_pointers = true, .needs_all_registers = true};
    }
    [[nodiscard]] RawStack unwind(StackSample& sample, ProcessImage& image,
                                  os::Deadline deadline) override;
};

}  // namespace hangar::unwind
