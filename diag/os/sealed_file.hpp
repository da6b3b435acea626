// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>

#include <hangar/diag/os/fd.hpp>

namespace hangar::os {

// A memory file that holds `content` for good: sealed against writing, growing and shrinking, at
// offset 0. What a parent hands to a child without a name in any file system.
// Errors: ENOMEM, EMFILE, ENOSPC.
[[nodiscard]] Result<Fd> make_sealed_file(std::string_view name, std::string_view content);

}  // namespace hangar::os
