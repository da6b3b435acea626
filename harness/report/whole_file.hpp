// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

#include <hangar/diag/os/result.hpp>

namespace hangar::report {

// Writes `text` to `path`, through a file beside it: all of it is there, or what was there before.
// Any thread. Errors: whatever open, write and rename refuse, with the path.
[[nodiscard]] os::Status write_whole_file(const std::string& path, std::string_view text);

}  // namespace hangar::report
