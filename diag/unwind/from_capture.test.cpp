// SPDX-License-Identifier: Apache-2.0
// A thread of this program tells its registers and its stack by a signal; they are unwound
// elsewhere.
#include <gmock/gmock.h>
#include <pthread.h>
#include <signal.h>

#include <atomic>
#include <thread>

#include <hangar/diag/hang/self_capture.hpp>
#include <hangar/diag/os/matchers.test.hpp>
#include <hangar/diag/os/process.hpp>
#include <hangar/diag/symbols/symbolizer.hpp>
#include <hangar/diag/unwind/from_capture.hpp>
#include <hangar/diag/unwind/unwinder.hpp>

namespace hangar::unwind {

std::atomic<bool> released = false;

[[gnu::noinline]] void spin_deeply(int depth) {
    if (depth > 0) spin_deeply(depth - 1);
    while (!released) {
    }
}

namespace {

using namespace std::chrono_literals;
using os::FailsWith;
using os::Succeeds;

// A thread that spins, some calls deep.
class SpinningThread {
  public:
    explicit SpinningThread(bool masked = false) {
        released = false;
        thread_ = std::thread([this, masked] {
            sigset_t set;
            sigemptyset(&set);
            sigaddset(&set, SIGUSR2);
            if (masked) ::pthread_sigmask(SIG_BLOCK, &set, nullptr);
            tid_ = os::this_thread();
            spin_deeply(5);
        });
        while (tid_ == 0) std::this_thread::yield();
    }
    ~SpinningThread() {
        released = true;
        thread_.join();
    }
    SpinningThread(const SpinningThread&) = delete;
    SpinningThread& operator=(const SpinningThread&) = delete;
    [[nodiscard]] pid_t tid() const { return tid_; }

  private:
    std::atomic<pid_t> tid_ = 0;
    std::thread thread_;
};

TEST(SelfCaptureTest, TellsAStackThatIsUnwoundElsewhere) {
    auto capture = hang::SelfCapture::arm(SIGUSR2);
    ASSERT_THAT(capture, Succeeds());
    const SpinningThread spinning;
    const auto slot = capture->capture(spinning.tid(), os::Deadline::after(20s));
    ASSERT_THAT(slot, Succeeds());
    auto sample = sample_of(**slot);

    const auto proc = os::ProcDir::open(os::this_process()).value();
    auto image = ProcessImage::open(os::this_process().pid, proc).value();
    const auto unwinder = make_unwinder(UnwinderKind::call_frame_info);
    const RawStack stack = unwinder->unwind(sample, image, os::Deadline::after(20s));
    EXPECT_TRUE(stack.complete) << stack.error;
    symbols::Symbolizer symbolizer;
    int found = 0;
    for (const RawFrame& frame : stack.frames) {
        const auto resolved = symbolizer.resolve(image.modules(), proc, frame.pc, frame.is_return);
        for (const auto& location : resolved.locations)
            found += location.function.find("spin_deeply") != std::string::npos ? 1 : 0;
    }
    EXPECT_GE(found, 1);
}

TEST(SelfCaptureTest, AThreadThatBlocksTheSignalDoesNotAnswer) {
    auto capture = hang::SelfCapture::arm(SIGUSR2);
    ASSERT_THAT(capture, Succeeds());
    const SpinningThread masked(true);
    EXPECT_THAT(capture->capture(masked.tid(), os::Deadline::after(50ms)), FailsWith(ETIMEDOUT));
    const SpinningThread other;
    EXPECT_THAT(capture->capture(other.tid(), os::Deadline::after(20s)), Succeeds());
}

TEST(SelfCaptureTest, AThreadThatIsGoneIsTold) {
    auto capture = hang::SelfCapture::arm(SIGUSR2);
    ASSERT_THAT(capture, Succeeds());
    EXPECT_THAT(capture->capture(4'194'304, os::Deadline::after(20s)), FailsWith(ESRCH));
}

TEST(SelfCaptureTest, ThereIsOneInAProcess) {
    {
        const auto first = hang::SelfCapture::arm(SIGUSR2);
        ASSERT_THAT(first, Succeeds());
        EXPECT_THAT(hang::SelfCapture::arm(SIGUSR1), FailsWith(EBUSY));
    }
    EXPECT_THAT(hang::SelfCapture::arm(SIGUSR2), Succeeds());
}

}  // namespace
}  // namespace hangar::unwind
