// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <hangar/diag/unwind/unwinder.hpp>

namespace hangar::unwind {

// By call-frame information, with libunwind's remote interface and accessors of our own: the stack
// from the sample, tables and code from the image. Where a frame pointer is needed that is not
// known (code at -O0 of a thread that told sp and pc only), candidates are tried until the
// unwinding reaches the thread's start.
class CfiUnwinder final : public Unwinder {
  public:
    CfiUnwinder();
    ~CfiUnwinder() override;
    [[nodiscard]] std::string_view name() const noexcept override { return "call frame info"; }
    [[nodiscard]] Capabilities capabilities() const noexcept override {
        return {.finds_callers = true};
    }
    [[nodiscard]] RawStack unwind(StackSample& sample, ProcessImage& image,
                                  os::Deadline deadline) override;

  private:
    void* space_;  // libunwind's, with its cache
};

}  // namespace hangar::unwind
