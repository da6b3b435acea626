// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <source_location>

namespace hangar::os {

// Ends the process with "hangar: broken invariant: WHAT (FILE:LINE, FUNCTION)" on descriptor 2 and
// SIGABRT. For what only a defect of ours can bring about; never for what the kernel may refuse.
// Any thread.
[[noreturn]] void broken_invariant(  // async-signal-safe
    const char* what, std::source_location where = std::source_location::current()) noexcept;

inline void require(  // async-signal-safe
    bool holds, const char* what,
    std::source_location where = std::source_location::current()) noexcept {
    if (!holds) [[unlikely]]
        broken_invariant(what, where);
}

}  // namespace hangar::os
