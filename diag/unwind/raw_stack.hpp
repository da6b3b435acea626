// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace hangar::unwind {

// One activation, not yet named. A value.
struct RawFrame {
    std::uint64_t pc = 0;
    bool is_return = false;     // a call returns to pc: the call itself is before it
    bool signal_frame = false;  // the kernel's: what follows was interrupted by a signal
    friend bool operator==(const RawFrame&, const RawFrame&) = default;
};

// A thread's stack as addresses, innermost first. A value.
struct RawStack {
    std::vector<RawFrame> frames;
    // The last frame is the thread's start (or the program's). False: `error` says what ended it.
    bool complete = false;
    std::string error;
    friend bool operator==(const RawStack&, const RawStack&) = default;
};

// A deeper stack is cut off here: it is a runaway recursion, and its innermost part shows it.
inline constexpr std::size_t most_frames = 2048;

}  // namespace hangar::unwind
