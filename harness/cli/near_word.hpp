// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace hangar::cli {

// The one that was probably meant: at most two letters off. Empty if there is none.
// Pure; any thread.
[[nodiscard]] std::string near_word(std::string_view typed, const std::vector<std::string>& words);

}  // namespace hangar::cli
