// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <hangar/harness/gtest/capture.hpp>

namespace hangar {

// `fd`: descriptors 1 and 2 are replaced, and so every child's are.
class FdCapture final : public Capture {
  public:
    [[nodiscard]] os::Status start(const CaptureFiles& files) override;
    void stop() noexcept override;
    [[nodiscard]] int real_out() const noexcept override;
    [[nodiscard]] int real_err() const noexcept override;
    [[nodiscard]] bool hides() const noexcept override { return true; }
    void abandon_in_child() noexcept override;

  private:
    os::Fd saved_out_;
    os::Fd saved_err_;
};

}  // namespace hangar
