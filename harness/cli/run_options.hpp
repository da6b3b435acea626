// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <hangar/harness/run/options.hpp>

namespace CLI {
class App;
}

namespace hangar::cli {

// Gives the command `run` its options; what is parsed ends in `options`, which keeps what is not
// given. Both must outlive the app.
CLI::App* add_run(CLI::App& app, run::Options& options);

// What the command line itself says of tests: the last override, of all tests.
[[nodiscard]] run::RuleOverride given_rules(const CLI::App& run, const run::TestRules& rules);

// What cannot be asked for together, or is missing; nothing if all is well. Draws the conclusions
// of what one option means for another.
[[nodiscard]] std::optional<std::string> complete(run::Options& options);

// Sets one option by its long name without dashes, checked as on the command line; what is wrong
// with it, or nothing. Requires: run_option_names() has it.
[[nodiscard]] std::string set_run_option(run::Options& options, const std::string& name,
                                         const std::string& value);
// Whether it takes several values, separated by commas.
[[nodiscard]] bool takes_list(std::string_view name);
// The options that can stand in a file.
[[nodiscard]] std::vector<std::string> run_option_names();

// The same for what may differ from test to test. Requires: RuleOverride::knows(name).
[[nodiscard]] std::string set_rule(run::TestRules& rules, const std::string& name,
                                   const std::string& value);

}  // namespace hangar::cli
