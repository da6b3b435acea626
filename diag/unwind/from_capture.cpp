// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <hangar/diag/unwind/from_capture.hpp>

namespace hangar::unwind {

StackSample sample_of(const hang::CaptureSlot& slot) {
    const auto size = std::min<std::uint64_t>(slot.size, slot.stack.size());
    std::vector<std::byte> bytes(slot.stack.begin(),
                                 slot.stack.begin() + static_cast<std::ptrdiff_t>(size));
    return {slot.registers, StackCopy(slot.base, std::move(bytes))};
}

}  // namespace hangar::unwind
