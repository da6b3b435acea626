// SPDX-License-Identifier: Apache-2.0
// The one file that includes toml++.
#include <fmt/format.h>
#include <toml++/toml.h>

#include <hangar/harness/cli/config_file.hpp>
#include <hangar/harness/cli/near_word.hpp>

namespace hangar::cli {
namespace {

ConfigPlace place_of(const toml::source_region& region) {
    return {region.begin.line, region.begin.column};
}

[[noreturn]] void refuse(const toml::source_region& where, std::string message) {
    throw ConfigError{place_of(where), std::move(message)};
}

std::string scalar(const toml::node& node, std::string_view key) {
    if (const auto* text = node.as_string()) return text->get();
    if (const auto* number = node.as_integer()) return std::to_string(number->get());
    if (const auto* number = node.as_floating_point()) return fmt::format("{}", number->get());
    if (const auto* truth = node.as_boolean()) return truth->get() ? "true" : "false";
    refuse(node.source(), fmt::format("'{}' takes a string, a number, true or false", key));
}

std::string value_text(const toml::node& node, std::string_view key) {
    const auto* list = node.as_array();
    if (list == nullptr) return scalar(node, key);
    std::string joined;
    for (const auto& each : *list) joined += (joined.empty() ? "" : ",") + scalar(each, key);
    return joined;
}

ConfigEntry entry_of(const toml::key& key, const toml::node& node) {
    return {std::string(key.str()), value_text(node, key.str()), place_of(key.source()),
            place_of(node.source()), node.is_array()};
}

// Whether it says [key] or [[key]].
bool is_header(const toml::node& node) {
    return node.is_table() || node.is_array_of_tables();
}

[[noreturn]] void refuse_header(const toml::key& key, const std::vector<std::string>& known) {
    const auto near = near_word(key.str(), known);
    refuse(key.source(),
           fmt::format("there is no table '{}'{}", key.str(),
                       near.empty() ? "" : fmt::format("; did you mean '{}'?", near)));
}

const toml::table& table_of(const toml::key& key, const toml::node& node) {
    if (const auto* table = node.as_table()) return *table;
    refuse(key.source(), fmt::format("'{0}' is a table: [{0}]", key.str()));
}

ConfigTable flat_table(const toml::table& table) {
    ConfigTable entries;
    for (const auto& [key, node] : table) entries.push_back(entry_of(key, node));
    return entries;
}

std::vector<ConfigTable> overrides_of(const toml::key& key, const toml::node& node) {
    const auto* list = node.as_array();
    std::vector<ConfigTable> all;
    if (list == nullptr) refuse(key.source(), "'overrides' are tables: [[overrides]]");
    for (const auto& each : *list) {
        if (!each.is_table()) refuse(each.source(), "'overrides' are tables: [[overrides]]");
        all.push_back(flat_table(*each.as_table()));
    }
    return all;
}

ConfigSection section_of(std::string profile, const toml::table& table,
                         const std::vector<std::string>& known) {
    ConfigSection section{std::move(profile), {}, {}};
    for (const auto& [key, node] : table) {
        if (key.str() == "overrides")
            section.overrides = overrides_of(key, node);
        else if (is_header(node))
            refuse_header(key, known);
        else
            section.options.push_back(entry_of(key, node));
    }
    return section;
}

ConfigFile file_of(toml::table& top) {
    ConfigFile file;
    file.sections.emplace_back();
    for (const auto& [key, node] : top) {
        if (key.str() == "groups") {
            file.groups = flat_table(table_of(key, node));
        } else if (key.str() == "profile") {
            for (const auto& [name, profile] : table_of(key, node))
                file.sections.push_back(
                    section_of(std::string(name.str()), table_of(name, profile), {"overrides"}));
        }
    }
    top.erase("groups");
    top.erase("profile");
    file.sections.front() = section_of("", top, {"overrides", "groups", "profile"});
    return file;
}

}  // namespace

tl::expected<ConfigFile, ConfigError> parse_config(std::string_view text) {
    try {
        auto table = toml::parse(text);
        return file_of(table);
    } catch (const toml::parse_error& error) {
        return tl::unexpected(
            ConfigError{place_of(error.source()), std::string(error.description())});
    } catch (const ConfigError& error) {
        return tl::unexpected(error);
    }
}

}  // namespace hangar::cli
