// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <cstring>
#include <hangar/harness/gtest/command_title.hpp>

namespace hangar {

CommandTitle CommandTitle::find(int argc, char** argv, std::string_view begin) noexcept {
    for (char* argument : std::span(argv, static_cast<std::size_t>(argc)))
        if (std::string_view(argument).starts_with(begin))
            return CommandTitle(std::span(argument, std::strlen(argument)));
    return {};
}

void CommandTitle::write(std::string_view argument) const noexcept {
    if (argument.size() > place_.size()) return;
    const auto rest = std::ranges::copy(argument, place_.begin()).out;
    std::fill(rest, place_.end(), '\0');
}

}  // namespace hangar
