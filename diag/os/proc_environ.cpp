// SPDX-License-Identifier: Apache-2.0
#include <hangar/diag/os/proc_environ.hpp>
#include <hangar/diag/os/proc_text.hpp>

namespace hangar::os {

std::optional<std::string> find_variable(std::string_view environ_text, std::string_view name) {
    while (!environ_text.empty()) {
        std::string_view value = cut(environ_text, '\0');
        const bool is_assignment = value.find('=') != std::string_view::npos;
        if (cut(value, '=') == name && is_assignment) return std::string(value);
    }
    return std::nullopt;
}

Result<std::optional<std::string>> read_variable(const ProcDir& dir, std::string_view name) {
    return dir.read("environ").map(
        [name](const std::string& text) { return find_variable(text, name); });
}

}  // namespace hangar::os
