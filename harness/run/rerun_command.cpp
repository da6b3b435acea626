// SPDX-License-Identifier: Apache-2.0
#include <hangar/harness/run/gtest_filter.hpp>
#include <hangar/harness/run/rerun_command.hpp>

namespace hangar::run {
namespace {

constexpr std::string_view plain_characters =
    "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-+=.,:/@%";

std::string quoted(const std::string& word) {
    if (!word.empty() && word.find_first_not_of(plain_characters) == std::string::npos) return word;
    std::string text = "'";
    for (const char c : word) text += c == '\'' ? "'\\''" : std::string(1, c);
    return text + '\'';
}

}  // namespace

std::string rerun_command(const Options& options, const std::string& path,
                          const std::string& test) {
    std::string text = quoted(options.called_as) + " run";
    const auto add = [&](const std::string& name, const std::string& value) {
        if (!value.empty()) text += ' ' + quoted(name + value);
    };
    add("--config=", options.config);
    add("--profile=", options.profile);
    add("--spawn-backend=", options.spawn_backends);
    add("--capture=", options.captures);
    add("--transport=", options.transports);
    if (options.stackscope) text += " --enable-stackscope";
    add("--filter=", filter_for(test));
    text += ' ' + quoted(path);
    if (!options.arguments.empty()) text += " --";
    for (const auto& argument : options.arguments) text += ' ' + quoted(argument);
    return text;
}

}  // namespace hangar::run
