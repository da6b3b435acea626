// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <vector>

#include <hangar/diag/unwind/process_image.hpp>
#include <hangar/diag/unwind/stack_copy.hpp>

namespace hangar::unwind {

// What the frame pointer of a function may be whose thread told only its sp and pc, the best guess
// first. Code at -O0 keeps it in a register that nobody below has saved; but it points at a saved
// frame pointer, beside a return address, and that is behind a call. Of stale pairs from earlier
// calls, those behind a call of this very function are the fewest.
// `sp` is the function's own, `function` its start (0: unknown).
[[nodiscard]] std::vector<std::uint64_t> frame_pointer_candidates(StackCopy& stack,
                                                                  ProcessImage& image,
                                                                  std::uint64_t sp,
                                                                  std::uint64_t function);

}  // namespace hangar::unwind
