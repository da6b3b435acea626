// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <sys/types.h>

#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>

#include <hangar/diag/os/registers.hpp>

namespace hangar::hang {

// Room for what a thread's own signal handler tells of it: its registers and the innermost part of
// its stack. There is no unwinding in the handler: that would wedge a program in which somebody
// holds the loader's lock. Plain memory without pointers, so that another process may map it, too.
struct CaptureSlot {
    enum State : std::uint32_t {
        free,   // the asker's
        asked,  // `tid` is set; the handler's to take
        busy,   // the handler fills it
        taken,  // filled; the asker's again
    };
    static constexpr std::size_t stack_size = 16U << 10U;

    std::atomic<std::uint32_t> state{free};
    std::int32_t tid = 0;
    os::Registers registers;
    std::uint64_t base = 0;  // the address of the first byte of `stack`
    std::uint64_t size = 0;  // bytes of it that are filled
    std::array<std::byte, stack_size> stack{};

    // In the handler of the thread `self`: fills the slot if it was asked for this thread, else
    // does nothing. `context` is the handler's third argument.
    void answer(pid_t self, const void* context) noexcept;  // async-signal-safe
};

}  // namespace hangar::hang
