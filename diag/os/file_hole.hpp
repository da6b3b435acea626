// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

#include <hangar/diag/os/result.hpp>

namespace hangar::os {

// Gives back what bytes [begin, end) of a file take, in whole pages: they read as zeros from then
// on, and the file stays as long as it is. Works on a file sealed against shrinking.
// Errors: EOPNOTSUPP where the file system has no holes. Requires: fd is open for writing.
[[nodiscard]] Status punch_hole(int fd, std::uint64_t begin, std::uint64_t end);

}  // namespace hangar::os
