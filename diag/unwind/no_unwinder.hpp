// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <hangar/diag/unwind/unwinder.hpp>

namespace hangar::unwind {

// Knows the innermost frame and looks no further.
class NoUnwinder final : public Unwinder {
  public:
    [[nodiscard]] std::string_view name() const noexcept override { return "nothing"; }
    [[nodiscard]] Capabilities capabilities() const noexcept override { return {}; }
    [[nodiscard]] RawStack unwind(StackSample& sample, ProcessImage& image,
                                  os::Deadline deadline) override;
};

}  // namespace hangar::unwind
