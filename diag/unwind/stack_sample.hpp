// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <hangar/diag/os/registers.hpp>
#include <hangar/diag/unwind/stack_copy.hpp>

namespace hangar::unwind {

// All that is needed of a thread to unwind it at leisure: its registers, as far as they are known
// (the stack pointer and the program counter at least), and its stack. A value.
struct StackSample {
    os::Registers registers;
    StackCopy stack;
};

}  // namespace hangar::unwind
