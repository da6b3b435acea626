// SPDX-License-Identifier: Apache-2.0
#include <ucontext.h>

#include <hangar/diag/hang/capture_slot.hpp>
#include <hangar/diag/os/signal_safe.hpp>

namespace hangar::hang {
namespace {

// Below the stack pointer a leaf function may keep things (System V ABI: the red zone).
constexpr std::uint64_t red_zone = 128;

}  // namespace

void CaptureSlot::answer(pid_t self, const void* context) noexcept {
    std::uint32_t expected = asked;
    if (tid != self) return;
    // Acquire: sees the asker's tid. An asker that has given up meanwhile took it back.
    if (!state.compare_exchange_strong(expected, busy, std::memory_order_acquire)) return;
    registers = os::registers_of(*static_cast<const ucontext_t*>(context));
    base = registers.sp() - red_zone;
    size = os::signal_safe::copy_memory(base, stack);
    // Release: whoever sees `taken` sees all that was filled in.
    state.store(taken, std::memory_order_release);
}

}  // namespace hangar::hang
