// SPDX-License-Identifier: Apache-2.0
#include <fcntl.h>
#include <fmt/format.h>

#include <algorithm>
#include <filesystem>

#include <hangar/diag/os/fd.hpp>
#include <hangar/diag/os/file_facts.hpp>
#include <hangar/diag/os/proc_text.hpp>
#include <hangar/diag/os/stream_socket.hpp>
#include <hangar/harness/cli/config_file.hpp>
#include <hangar/harness/cli/configured.hpp>
#include <hangar/harness/cli/near_word.hpp>
#include <hangar/harness/cli/run_options.hpp>

namespace hangar::cli {
namespace {

namespace fs = std::filesystem;
using run::RuleOverride;

constexpr std::size_t largest_config = 1U << 20U;
const std::vector<std::string>& rule_names() {
    static const std::vector<std::string> names{"filter", "binary", "timeout",  "slow",
                                                "grace",  "leaks",  "deadlock", "retries",
                                                "flaky",  "group",  "slots"};
    return names;
}

[[noreturn]] void refuse(ConfigPlace at, std::string message) {
    throw ConfigError{at, std::move(message)};
}

void require_one_of(const ConfigEntry& entry, const std::vector<std::string>& names) {
    if (std::ranges::find(names, entry.key) != names.end()) return;
    const auto near = near_word(entry.key, names);
    refuse(entry.key_at,
           fmt::format("there is no option '{}'{}", entry.key,
                       near.empty() ? "" : fmt::format("; did you mean '{}'?", near)));
}

void require_one_value(const ConfigEntry& entry) {
    if (entry.is_list)
        refuse(entry.value_at, fmt::format("'{}' takes one value, no list", entry.key));
}

void apply(const ConfigEntry& entry, run::Options& options, const std::vector<std::string>& names) {
    require_one_of(entry, names);
    if (!takes_list(entry.key)) require_one_value(entry);
    if (auto wrong = set_run_option(options, entry.key, entry.value); !wrong.empty())
        refuse(entry.value_at, std::move(wrong));
}

void apply(const ConfigEntry& entry, RuleOverride& rule) {
    require_one_of(entry, rule_names());
    require_one_value(entry);
    if (entry.key == "filter") {
        rule.filter = entry.value;
    } else if (entry.key == "binary") {
        rule.binary = entry.value;
    } else {
        if (auto wrong = set_rule(rule.values, entry.key, entry.value); !wrong.empty())
            refuse(entry.value_at, std::move(wrong));
        rule.take(entry.key);
    }
}

RuleOverride override_of(const ConfigTable& table) {
    RuleOverride rule;
    for (const auto& entry : table) apply(entry, rule);
    if (!table.empty() && rule.filter.empty() && rule.binary.empty())
        refuse(table.front().key_at, "an override says which tests it is for: filter or binary");
    return rule;
}

void apply(const ConfigSection& section, run::Options& options,
           const std::vector<std::string>& names) {
    for (const auto& entry : section.options) apply(entry, options, names);
    for (const auto& table : section.overrides) options.overrides.push_back(override_of(table));
}

void apply_groups(const ConfigTable& groups, run::Options& options) {
    for (const auto& entry : groups) {
        require_one_value(entry);
        const auto limit = os::parse_number<int>(entry.value);
        if (!limit || *limit < 1)
            refuse(entry.value_at,
                   fmt::format("'{}' is no number of tests at a time", entry.value));
        options.groups[entry.key] = *limit;
    }
}

std::string names_of_profiles(const ConfigFile& file) {
    std::string names;
    for (const auto& section : file.sections)
        if (!section.profile.empty()) names += (names.empty() ? "" : ", ") + section.profile;
    return names.empty() ? "there are none" : "there are " + names;
}

run::Options apply(const ConfigFile& file, run::Options options, const std::string& profile) {
    const auto names = run_option_names();
    bool found = profile.empty();
    run::Options unused;
    for (const auto& section : file.sections) {
        const bool applies = section.profile.empty() || section.profile == profile;
        found = found || (applies && !section.profile.empty());
        apply(section, applies ? options : unused, names);
    }
    apply_groups(file.groups, options);
    if (!found) refuse({}, fmt::format("no profile '{}'; {}", profile, names_of_profiles(file)));
    return options;
}

tl::expected<run::Options, std::string> read_config(run::Options options, const std::string& path,
                                                    const std::string& profile) {
    const auto file = os::open_file(AT_FDCWD, path, O_RDONLY);
    if (!file) return tl::unexpected("--config: " + file.error().message());
    const auto text = os::read_at(file->get(), 0, largest_config);
    if (!text) return tl::unexpected("--config: " + text.error().message());
    return configure(std::move(options), *text, profile, path);
}

// A stranger's file in a folder above, as /tmp, is none of ours.
bool is_trusted(const fs::path& file) {
    std::error_code failed;
    const auto about = os::file_facts(AT_FDCWD, fs::weakly_canonical(file, failed).string());
    return about && about->is_regular() &&
           (about->owner == os::effective_user() || about->owner == 0);
}

}  // namespace

tl::expected<run::Options, std::string> configure(run::Options options, std::string_view text,
                                                  const std::string& profile,
                                                  const std::string& name) {
    const auto said = [&](const ConfigError& error) {
        return tl::unexpected(
            fmt::format("{}:{}:{}: {}", name, error.at.line, error.at.column, error.message));
    };
    const auto file = parse_config(text);
    if (!file) return said(file.error());
    try {
        return apply(*file, std::move(options), profile);
    } catch (const ConfigError& error) {
        return said(error);
    }
}

std::string find_config(const std::string& folder) {
    for (fs::path at = folder;; at = at.parent_path()) {
        const fs::path file = at / "hangar.toml";
        if (is_trusted(file)) return file.string();
        if (at == at.parent_path()) return {};
    }
}

Command configured_command(const std::vector<std::string>& arguments) {
    auto command = parse_command_line(arguments);
    const auto* asked = std::get_if<RunCommand>(&command);
    if (asked == nullptr) return command;
    std::error_code failed;
    const auto& options = asked->options;
    const std::string path =
        options.config.empty() ? find_config(fs::current_path(failed).string()) : options.config;
    if (path.empty() && options.profile.empty()) return command;
    if (path.empty())
        return PrintCommand{"hangar: --profile: there is no hangar.toml here or above\n", true};
    auto base = read_config(default_options(), path, options.profile);
    if (!base) return PrintCommand{"hangar: " + base.error() + '\n', true};
    return parse_command_line(arguments, *std::move(base));
}

}  // namespace hangar::cli
