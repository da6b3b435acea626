// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>

namespace hangar::dump {

// The pieces of a report by their names: files of its folder, and what goes to the terminal.
using Parts = std::map<std::string, std::string>;

// One message: its own length, then each part's name and content with their lengths. Pure.
[[nodiscard]] std::string encode_parts(const Parts& parts);

// The first message of `stream`, which is cut by it; empty while it is not whole.
// A message that contradicts itself ends everything: `stream` is emptied.
[[nodiscard]] std::optional<Parts> cut_parts(std::string& stream);

}  // namespace hangar::dump
