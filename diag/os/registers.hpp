// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <ucontext.h>

#include <array>
#include <cstddef>
#include <cstdint>

namespace hangar::os {

// A thread's integer registers in DWARF's numbering, as far as they are known. A value; any thread.
// Source: System V ABI, AMD64 supplement, figure 3.36.
struct Registers {
    enum Index : unsigned {
        rax,
        rdx,
        rcx,
        rbx,
        rsi,
        rdi,
        rbp,
        rsp,
        r8,
        r9,
        r10,
        r11,
        r12,
        r13,
        r14,
        r15,
        rip
    };
    static constexpr unsigned count = 17;

    std::array<std::uint64_t, count> value{};
    std::uint32_t known = 0;  // bit i: value[i] is

    [[nodiscard]] bool knows(unsigned index) const noexcept {
        return index < count && (known >> index & 1U) != 0;
    }
    void set(unsigned index, std::uint64_t to) noexcept {
        value[index] = to;
        known |= 1U << index;
    }
    [[nodiscard]] std::uint64_t sp() const noexcept { return value[rsp]; }
    [[nodiscard]] std::uint64_t pc() const noexcept { return value[rip]; }
};

// All that a signal handler's third argument holds.
[[nodiscard]] Registers registers_of(const ucontext_t& context) noexcept;  // async-signal-safe

}  // namespace hangar::os
