// SPDX-License-Identifier: Apache-2.0
#include <hangar/diag/unwind/frame_pointer_unwinder.hpp>

namespace hangar::unwind {

RawStack FramePointerUnwinder::unwind(StackSample& sample, ProcessImage& image,
                                      os::Deadline /*deadline*/) {
    RawStack stack;
    stack.frames.push_back({.pc = sample.registers.pc()});
    std::uint64_t frame = sample.registers.value[os::Registers::rbp];
    stack.error = "the frame pointer is not known";
    if (!sample.registers.knows(os::Registers::rbp)) return stack;
    for (;;) {
        std::uint64_t outer = 0;
        std::uint64_t pc = 0;
        stack.error = "the chain of frame pointers breaks";
        if (!sample.stack.read_word(frame, outer) || !sample.stack.read_word(frame + 8, pc)) break;
        if (!image.modules().is_code(pc)) break;
        stack.frames.push_back({.pc = pc, .is_return = true});
        stack.error = "more frames than are shown";
        if (stack.frames.size() >= most_frames || outer <= frame) break;
        frame = outer;
    }
    // Where the chain ends by a null pointer, it is at the thread's start, if all code keeps to it.
    return stack;
}

}  // namespace hangar::unwind
