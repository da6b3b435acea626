// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <CLI/CLI.hpp>
#include <string>
#include <utility>
#include <vector>

#include <hangar/diag/os/deadline.hpp>

// Kinds of options that several commands have. Private: CLI11 costs as much to compile as a dozen
// other headers.
namespace hangar::cli {

enum class Zero { allowed, refused };

// A number of seconds, with fractions, of at most a day.
void add_seconds(CLI::App& app, const std::string& name, os::Duration& into, Zero zero,
                 const std::string& help);

// A process id.
[[nodiscard]] std::string wrong_pid(const std::string& text);

// One of some words.
template <class Enum>
void add_choice(CLI::App& app, const std::string& name, Enum& into,
                const std::vector<std::pair<std::string, Enum>>& choices, const std::string& help) {
    std::vector<std::string> names;
    for (const auto& [choice, value] : choices) names.push_back(choice);
    app.add_option_function<std::string>(
           name,
           [&into, choices](const std::string& chosen) {
               for (const auto& [choice, value] : choices)
                   if (choice == chosen) into = value;
           },
           help)
        ->check(CLI::IsMember(names));
}

}  // namespace hangar::cli
