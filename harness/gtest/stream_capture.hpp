// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>

#include <hangar/harness/gtest/capture.hpp>
#include <hangar/harness/gtest/file_buffer.hpp>

namespace hangar {

// `sys` and `tee-sys`: the buffers of cout, cerr and clog are replaced. What goes to the
// descriptors by other ways (printf, children) is not taken.
class StreamCapture final : public Capture {
  public:
    enum class Tee { off, on };
    explicit StreamCapture(Tee tee) noexcept : tee_(tee) {}

    [[nodiscard]] os::Status start(const CaptureFiles& files) override;
    void stop() noexcept override;
    [[nodiscard]] int real_out() const noexcept override { return 1; }
    [[nodiscard]] int real_err() const noexcept override { return 2; }
    [[nodiscard]] bool hides() const noexcept override { return tee_ == Tee::off; }
    void abandon_in_child() noexcept override { restore(); }

  private:
    void restore() noexcept;

    Tee tee_;
    std::optional<FileBuffer> out_;
    std::optional<FileBuffer> err_;
    std::streambuf* real_out_ = nullptr;
    std::streambuf* real_err_ = nullptr;
    std::streambuf* real_log_ = nullptr;
};

}  // namespace hangar
