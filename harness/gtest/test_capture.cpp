// SPDX-License-Identifier: Apache-2.0
#include <pthread.h>

#include <hangar/harness/gtest/last_words.hpp>
#include <hangar/harness/gtest/test_capture.hpp>

namespace hangar {
namespace {

// The open capture: what a forked child must reach.
TestCapture* active = nullptr;

void register_fork_hook() {
    [[maybe_unused]] static const int registered =
        ::pthread_atfork(nullptr, nullptr, reset_capture_in_child);
}

}  // namespace

void TestCapture::prepare() {
    register_fork_hook();
    LastWords::prepare();
}

os::Result<std::unique_ptr<TestCapture>> TestCapture::open(std::string test, CaptureMode mode,
                                                           RunnersCaptureFiles& runners) {
    auto files = CaptureFiles::create(runners);
    if (!files) return tl::unexpected(files.error());
    std::unique_ptr<TestCapture> session(new TestCapture(std::move(test), mode, *std::move(files)));
    register_fork_hook();
    if (auto started = session->capture_->start(session->files_); !started)
        return tl::unexpected(started.error());
    if (session->capture_->hides())
        LastWords::arm(session->test_, *session->capture_, session->files_);
    active = session.get();
    return session;
}

TestCapture::TestCapture(std::string test, CaptureMode mode, CaptureFiles files)
    : test_(std::move(test)), capture_(make_capture(mode)), files_(std::move(files)) {}

void TestCapture::close() noexcept {
    if (active != this) return;
    active = nullptr;
    LastWords::disarm();
    capture_->stop();
}

void TestCapture::replay() const noexcept {
    if (!capture_->hides()) return;
    replay_output(test_.c_str(), files_.out_part(), files_.err_part(), capture_->real_out());
}

std::string TestCapture::out() const {
    if (active == this) flush_stdio();
    return files_.out();
}

std::string TestCapture::err() const {
    if (active == this) flush_stdio();
    return files_.err();
}

std::string captured_stdout() {
    return active != nullptr ? active->out() : "";
}

std::string captured_stderr() {
    return active != nullptr ? active->err() : "";
}

void reset_capture_in_child() noexcept {
    LastWords::forget();
    if (active == nullptr) return;
    active->capture_->abandon_in_child();
    active->files_.disown();
    active = nullptr;
}

}  // namespace hangar
