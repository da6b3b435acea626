// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <hangar/diag/os/result.hpp>

namespace hangar::os {

// What a descriptor knows of the terminal it is open on. Any thread. Errors: ENOTTY for none.

[[nodiscard]] bool is_terminal(int fd) noexcept;

struct WindowSize {
    int rows = 0;
    int columns = 0;
};
[[nodiscard]] Result<WindowSize> window_size(int fd);

// Whether our process group may read from it (else SIGTTIN stops us).
[[nodiscard]] Result<bool> in_foreground(int fd);

}  // namespace hangar::os
