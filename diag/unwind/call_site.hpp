// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

#include <hangar/diag/unwind/process_image.hpp>

namespace hangar::unwind {

// What the instruction before a presumed return address calls.
enum class CallSite {
    none,      // it is no call: the address is no return address
    indirect,  // through a register or memory: it may call anything
    this_one,  // the function that was asked for
    another,   // another function; still possible, since a tail call leaves no trace
};

// Whether `return_address` is where a call of the function at `function` returns to. A call through
// a procedure linkage table counts as one of the function that its slot holds.
[[nodiscard]] CallSite call_before(ProcessImage& image, std::uint64_t return_address,
                                   std::uint64_t function);

}  // namespace hangar::unwind
