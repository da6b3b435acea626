// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <libunwind-x86_64.h>

#include <hangar/diag/os/deadline.hpp>
#include <hangar/diag/unwind/process_image.hpp>
#include <hangar/diag/unwind/stack_sample.hpp>

namespace hangar::unwind {

// What libunwind's accessors work on: the argument of unw_init_remote.
struct CfiContext {
    StackSample& sample;
    ProcessImage& image;
    os::Deadline deadline;
    os::Registers registers;           // the sample's, and what was guessed
    bool wants_frame_pointer = false;  // it was asked for, and is not known
};

// Reads of the stack are answered from the sample, all others from the image; of the registers
// those that are known. Nothing is ever written to the process.
[[nodiscard]] unw_accessors_t cfi_accessors() noexcept;

// The first address of the function that `pc` is in; 0 if no table knows it.
[[nodiscard]] std::uint64_t function_start(unw_addr_space_t space, CfiContext& context,
                                           std::uint64_t pc);

}  // namespace hangar::unwind
