// SPDX-License-Identifier: Apache-2.0
#include <cstdio>
#include <hangar/diag/os/invariant.hpp>
#include <hangar/harness/gtest/capture.hpp>
#include <hangar/harness/gtest/fd_capture.hpp>
#include <hangar/harness/gtest/stream_capture.hpp>
#include <iostream>

namespace hangar {
namespace {

class NoCapture final : public Capture {
  public:
    [[nodiscard]] os::Status start(const CaptureFiles&) override { return {}; }
    void stop() noexcept override {}
    [[nodiscard]] int real_out() const noexcept override { return 1; }
    [[nodiscard]] int real_err() const noexcept override { return 2; }
    [[nodiscard]] bool hides() const noexcept override { return false; }
    void abandon_in_child() noexcept override {}
};

}  // namespace

std::unique_ptr<Capture> make_capture(CaptureMode mode) {
    switch (mode) {
        case CaptureMode::fd:
            return std::make_unique<FdCapture>();
        case CaptureMode::sys:
            return std::make_unique<StreamCapture>(StreamCapture::Tee::off);
        case CaptureMode::tee_sys:
            return std::make_unique<StreamCapture>(StreamCapture::Tee::on);
        case CaptureMode::no:
            return std::make_unique<NoCapture>();
    }
    os::broken_invariant("a capture mode is one of its enumerators");
}

void flush_stdio() noexcept {
    std::cout.flush();
    std::clog.flush();
    std::fflush(stdout);
    std::fflush(stderr);
}

}  // namespace hangar
