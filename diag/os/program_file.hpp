// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>

namespace hangar::os {

// Whether there is a regular file that this process may execute. Follows links. Any thread.
[[nodiscard]] bool is_program(const std::filesystem::path& path);

}  // namespace hangar::os
