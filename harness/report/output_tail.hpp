// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <string>

namespace hangar::report {

// The last `limit` bytes of a captured output, from the start of a line on, after a line that says
// how much was left out. Empty if it cannot be read. Any thread.
[[nodiscard]] std::string output_tail(const std::string& path, std::size_t limit);
[[nodiscard]] std::string output_tail(int fd, std::size_t limit);

}  // namespace hangar::report
