// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <string>

#include <hangar/diag/os/result.hpp>

namespace hangar::os {

// How much a removal may take before it gives up: a wrong path must not cost a whole disk.
struct RemoveLimits {
    std::size_t entries = 100'000;
    int depth = 64;
};

// Removes what stands at `path` in `dir` (a descriptor or AT_FDCWD), a directory with all that is
// in it. Links are removed, never followed; another file system is not entered. What vanishes
// meanwhile is no error. Returns how many entries it removed. Any thread.
// Errors: E2BIG past a limit, EXDEV at a mount point, EACCES and so on; then the rest stands.
[[nodiscard]] Result<std::size_t> remove_tree(int dir, const std::string& path,
                                              RemoveLimits limits = {});

}  // namespace hangar::os
