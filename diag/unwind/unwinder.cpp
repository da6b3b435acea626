// SPDX-License-Identifier: Apache-2.0
#include <hangar/diag/unwind/cfi_unwinder.hpp>
#include <hangar/diag/unwind/frame_pointer_unwinder.hpp>
#include <hangar/diag/unwind/no_unwinder.hpp>
#include <hangar/diag/unwind/unwinder.hpp>

namespace hangar::unwind {

std::unique_ptr<Unwinder> make_unwinder(UnwinderKind kind) {
    switch (kind) {
        case UnwinderKind::nothing:
            return std::make_unique<NoUnwinder>();
        case UnwinderKind::frame_pointers:
            return std::make_unique<FramePointerUnwinder>();
        case UnwinderKind::call_frame_info:
            return std::make_unique<CfiUnwinder>();
    }
    return std::make_unique<NoUnwinder>();
}

std::vector<UnwinderKind> unwinder_kinds() {
    return {UnwinderKind::nothing, UnwinderKind::frame_pointers, UnwinderKind::call_frame_info};
}

}  // namespace hangar::unwind
