// SPDX-License-Identifier: Apache-2.0
#include <hangar/diag/os/registers.hpp>

namespace hangar::os {

Registers registers_of(const ucontext_t& context) noexcept {
    constexpr std::array<int, Registers::count> in_context{
        REG_RAX, REG_RDX, REG_RCX, REG_RBX, REG_RSI, REG_RDI, REG_RBP, REG_RSP, REG_R8,
        REG_R9,  REG_R10, REG_R11, REG_R12, REG_R13, REG_R14, REG_R15, REG_RIP};
    Registers registers;
    for (unsigned index = 0; index < Registers::count; ++index)
        registers.set(index,
                      static_cast<std::uint64_t>(context.uc_mcontext.gregs[in_context[index]]));
    return registers;
}

}  // namespace hangar::os
