// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>

namespace hangar::snapshot {

// One activation on a thread's stack, innermost first in a list of them. What is not known is
// empty or 0: a frame may be a pc alone. A value.
struct Frame {
    std::uint64_t pc = 0;       // the same for a function and those inlined into it
    std::string module;         // the file it lies in, as the process sees it; or "[vdso]"
    std::uint64_t offset = 0;   // of the pc in that file
    std::string function;       // demangled
    std::string file;           // of the source
    unsigned line = 0;          // 0: unknown
    bool inlined = false;       // its caller is the next frame, with the same pc
    bool signal_frame = false;  // the kernel's: what follows was interrupted by a signal

    friend bool operator==(const Frame&, const Frame&) = default;
};

}  // namespace hangar::snapshot
