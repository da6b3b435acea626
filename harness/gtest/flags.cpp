// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <array>
#include <cstdlib>
#include <hangar/harness/gtest/flags.hpp>
#include <string_view>

namespace hangar {
namespace {

struct ValueFlag {
    std::string_view flag;
    const char* variable;
    std::string& (*member)(Flags&);
};

constexpr std::array value_flags{
    ValueFlag{"--spawn-backend", "HANGAR_SPAWN_BACKEND",
              [](Flags& f) -> std::string& { return f.selection.backends; }},
    ValueFlag{"--capture", "HANGAR_CAPTURE",
              [](Flags& f) -> std::string& { return f.selection.captures; }},
    ValueFlag{"--transport", "HANGAR_TRANSPORT",
              [](Flags& f) -> std::string& { return f.selection.transports; }},
    ValueFlag{"--log-level", "HANGAR_LOG_LEVEL",
              [](Flags& f) -> std::string& { return f.log_level; }},
};
constexpr std::string_view stackscope_flag = "--enable-stackscope";
constexpr const char* stackscope_variable = "HANGAR_ENABLE_STACKSCOPE";

Flags from_environment(const Environment& environment) {
    Flags flags;
    for (const ValueFlag& known : value_flags) known.member(flags) = environment(known.variable);
    const std::string stackscope = environment(stackscope_variable);
    flags.stackscope = !stackscope.empty() && stackscope != "0";
    return flags;
}

const ValueFlag* find_flag(std::string_view argument) {
    for (const ValueFlag& known : value_flags)
        if (argument.substr(0, argument.find('=')) == known.flag) return &known;
    return nullptr;
}

// The value of the flag at argv[at], which is moved past it.
Usage<std::string> take_value(const ValueFlag& flag, int& at, int argc, char** argv) {
    const std::string_view argument = argv[at];
    const auto equals = argument.find('=');
    std::string value;
    if (equals != std::string_view::npos)
        value = argument.substr(equals + 1);
    else if (at + 1 < argc)
        value = argv[++at];
    if (value.empty()) return usage_error(fmt::format("{} needs a value", flag.flag));
    return value;
}

std::string_view name_of(std::string_view argument) {
    return argument.substr(0, argument.find('='));
}

}  // namespace

std::string process_environment(const char* name) {
    const char* value = std::getenv(name);
    return value == nullptr ? "" : value;
}

Usage<Flags> Flags::take(int& argc, char** argv, const Environment& environment) {
    Flags flags = from_environment(environment);
    int kept = argc > 0 ? 1 : 0;
    for (int at = 1; at < argc; ++at) {
        const std::string_view argument = argv[at];
        flags.help = flags.help || argument == "--help" || argument == "-h";
        if (argument == stackscope_flag) {
            flags.stackscope = true;
        } else if (const ValueFlag* flag = find_flag(argument)) {
            auto value = take_value(*flag, at, argc, argv);
            if (!value) return tl::unexpected(value.error());
            flag->member(flags) = *std::move(value);
        } else {
            argv[kept++] = argv[at];
        }
    }
    argc = kept;
    argv[argc] = nullptr;
    return flags;
}

void Flags::export_to_environment() const {
    Flags copy = *this;
    for (const ValueFlag& known : value_flags)
        if (const std::string& value = known.member(copy); !value.empty())
            ::setenv(known.variable, value.c_str(), 1);
    if (stackscope) ::setenv(stackscope_variable, "1", 1);
}

std::optional<UsageError> misspelt_flag(int argc, char** argv) {
    std::vector<std::string> ours{std::string(stackscope_flag)};
    for (const ValueFlag& known : value_flags) ours.emplace_back(known.flag);
    for (int at = 1; at < argc; ++at) {
        const std::string_view argument = argv[at];
        if (!argument.starts_with("--") || argument.size() < 4) continue;
        const std::string meant = closest_name(name_of(argument), ours);
        if (meant.empty()) continue;
        return UsageError{fmt::format("unknown flag {}; did you mean {}?", argument, meant)};
    }
    return std::nullopt;
}

std::string flags_help(const MatrixKeys& keys) {
    return fmt::format(
        R"(hangar's flags (each also as a variable, HANGAR_SPAWN_BACKEND and so on):
  --spawn-backend=KEY,...|all   how actors come up: {} (exec)
  --capture=KEY,...|all         capture inside a test: {} (fd)
  --transport=KEY,...|all       what actors talk over: {} (uds)
  --enable-stackscope           SIGUSR1 dumps the task tree
  --log-level=[SUB:]LEVEL,...   what is logged: trace, debug, info, warning, error, off

)",
        join_list(keys.backend_keys()), join_list(MatrixKeys::capture_keys()),
        join_list(keys.transports));
}

}  // namespace hangar
