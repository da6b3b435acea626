// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <hangar/diag/os/proc_cmdline.hpp>
#include <hangar/diag/os/proc_stat.hpp>
#include <hangar/diag/os/proc_text.hpp>

namespace hangar::os {
namespace {

std::string joined(const std::vector<std::string>& arguments) {
    std::string line;
    for (const auto& argument : arguments) line += (line.empty() ? "" : " ") + argument;
    return line;
}

std::string printable(std::string line) {
    const auto is_control = [](char c) { return (c >= 0 && c < ' ') || c == '\x7f'; };
    std::ranges::replace_if(line, is_control, '?');
    return line;
}

}  // namespace

std::vector<std::string> parse_cmdline(std::string_view text) {
    std::vector<std::string> arguments;
    while (!text.empty()) arguments.emplace_back(cut(text, '\0'));
    return arguments;
}

Result<std::vector<std::string>> read_cmdline(const ProcDir& dir) {
    return dir.read("cmdline").map([](const std::string& text) { return parse_cmdline(text); });
}

std::string describe_command(const ProcDir& dir) {
    const auto arguments = read_cmdline(dir);
    if (arguments && !arguments->empty()) return printable(joined(*arguments));
    const auto stat = read_stat(dir);
    return '[' + (stat ? printable(stat->comm) : "?") + ']';
}

}  // namespace hangar::os
