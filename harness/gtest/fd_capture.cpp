// SPDX-License-Identifier: Apache-2.0
#include <hangar/harness/gtest/fd_capture.hpp>

namespace hangar {
namespace {

constexpr int out_number = 1;
constexpr int err_number = 2;

}  // namespace

os::Status FdCapture::start(const CaptureFiles& files) {
    flush_stdio();
    auto out = os::duplicate(out_number);
    if (!out) return tl::unexpected(out.error());
    auto err = os::duplicate(err_number);
    if (!err) return tl::unexpected(err.error());
    saved_out_ = *std::move(out);
    saved_err_ = *std::move(err);
    auto replaced = os::replace_fd(files.out_fd(), out_number);
    if (replaced) replaced = os::replace_fd(files.err_fd(), err_number);
    if (!replaced) stop();
    return replaced;
}

void FdCapture::stop() noexcept {
    if (!saved_out_) return;
    flush_stdio();
    // A test may have taken away the right to (RLIMIT_NOFILE): then what was captured is still
    // replayed where it belongs, and what comes after it stays with the runner's.
    if (os::replace_fd(saved_out_.get(), out_number)) saved_out_.reset();
    if (os::replace_fd(saved_err_.get(), err_number)) saved_err_.reset();
}

int FdCapture::real_out() const noexcept {
    return saved_out_ ? saved_out_.get() : out_number;
}

int FdCapture::real_err() const noexcept {
    return saved_err_ ? saved_err_.get() : err_number;
}

void FdCapture::abandon_in_child() noexcept {
    // Or whoever reads the program's output would wait for the child's end, too.
    saved_out_.reset();
    saved_err_.reset();
}

}  // namespace hangar
