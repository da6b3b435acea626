// SPDX-License-Identifier: Apache-2.0
#include <hangar/diag/unwind/no_unwinder.hpp>

namespace hangar::unwind {

RawStack NoUnwinder::unwind(StackSample& sample, ProcessImage& /*image*/,
                            os::Deadline /*deadline*/) {
    RawStack stack;
    stack.frames.push_back({.pc = sample.registers.pc()});
    stack.error = "callers are not looked for";
    return stack;
}

}  // namespace hangar::unwind
