// SPDX-License-Identifier: Apache-2.0
#include <hangar/harness/gtest/stream_capture.hpp>
#include <iostream>

namespace hangar {

os::Status StreamCapture::start(const CaptureFiles& files) {
    flush_stdio();
    real_out_ = std::cout.rdbuf();
    real_err_ = std::cerr.rdbuf();
    real_log_ = std::clog.rdbuf();
    const bool tee = tee_ == Tee::on;
    out_.emplace(files.out_fd(), tee ? real_out_ : nullptr);
    err_.emplace(files.err_fd(), tee ? real_err_ : nullptr);
    std::cout.rdbuf(&*out_);
    std::cerr.rdbuf(&*err_);
    std::clog.rdbuf(&*err_);
    return {};
}

void StreamCapture::stop() noexcept {
    flush_stdio();
    restore();
}

void StreamCapture::restore() noexcept {
    if (real_out_ == nullptr) return;
    // A test may have put a buffer of its own there, and then it is not ours to replace.
    if (std::cout.rdbuf() == &*out_) std::cout.rdbuf(real_out_);
    if (std::cerr.rdbuf() == &*err_) std::cerr.rdbuf(real_err_);
    if (std::clog.rdbuf() == &*err_) std::clog.rdbuf(real_log_);
    real_out_ = nullptr;
}

}  // namespace hangar
