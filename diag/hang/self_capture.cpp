// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>
#include <cerrno>
#include <hangar/diag/hang/self_capture.hpp>
#include <hangar/diag/os/process.hpp>
#include <hangar/diag/os/signal_handler.hpp>
#include <hangar/diag/os/signals.hpp>
#include <hangar/diag/os/thread_signal.hpp>
#include <map>
#include <thread>

namespace hangar::hang {
namespace {

// What the handler must reach: static, so that a signal which is still pending when nobody asks any
// more finds it, too.
CaptureSlot slot;
std::atomic<bool> armed = false;

void on_signal(int, siginfo_t*, void* context) {
    slot.answer(os::this_thread(), context);
}

os::Status await_answer(os::Deadline deadline) {
    std::chrono::microseconds pause{5};
    // Acquire: what the handler has filled in.
    while (slot.state.load(std::memory_order_acquire) != CaptureSlot::taken) {
        if (deadline.passed())
            return os::error(ETIMEDOUT, "capture", fmt::format("thread {}", slot.tid));
        std::this_thread::sleep_for(pause);
        pause = std::min(pause * 2, std::chrono::microseconds{500});
    }
    return {};
}

// A handler stays once it is installed: a thread that blocks the signal may get it much later, and
// without a handler it would end the process. Never destroyed, not even at exit.
os::Status keep_handler(int signal) {
    static auto& handlers = *new std::map<int, os::SignalHandler>;
    if (handlers.contains(signal)) return {};
    auto handler = os::SignalHandler::install(signal, on_signal, true);
    if (!handler) return tl::unexpected(handler.error());
    handlers.emplace(signal, std::move(*handler));
    return {};
}

// How long a handler that has begun may take to copy 16 KiB, at the worst.
constexpr std::chrono::seconds patience_with_a_handler{1};

}  // namespace

os::Result<SelfCapture> SelfCapture::arm(int signal) {
    if (armed.exchange(true)) return os::error(EBUSY, "arm", os::signal_name(signal));
    const os::Status kept = keep_handler(signal);
    if (kept) return SelfCapture(signal);
    armed = false;
    return tl::unexpected(kept.error());
}

SelfCapture::~SelfCapture() {
    if (signal_ != 0) armed = false;
}

os::Result<const CaptureSlot*> SelfCapture::capture(pid_t tid, os::Deadline deadline) {
    slot.tid = tid;
    // Release: the handler sees the tid.
    slot.state.store(CaptureSlot::asked, std::memory_order_release);
    if (const auto sent = os::signal_own_thread(tid, signal_); !sent) {
        slot.state.store(CaptureSlot::free, std::memory_order_relaxed);
        return tl::unexpected(sent.error());
    }
    auto answered = await_answer(deadline);
    std::uint32_t expected = CaptureSlot::asked;
    // Taken back, if no handler has begun; else it is nearly done.
    if (!answered && !slot.state.compare_exchange_strong(expected, CaptureSlot::free))
        answered = await_answer(os::Deadline::after(patience_with_a_handler));
    if (!answered) return tl::unexpected(answered.error());
    return &slot;
}

}  // namespace hangar::hang
