// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <hangar/diag/hang/capture_slot.hpp>
#include <hangar/diag/unwind/stack_sample.hpp>

namespace hangar::unwind {

// What a thread's own signal handler has told of it, for an unwinder. Requires: the slot is taken.
[[nodiscard]] StackSample sample_of(const hang::CaptureSlot& slot);

}  // namespace hangar::unwind
