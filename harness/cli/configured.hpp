// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>
#include <tl/expected.hpp>
#include <vector>

#include <hangar/harness/cli/command_line.hpp>

namespace hangar::cli {

// `options` as the file has them under a profile (empty: none). Everything in the file is checked,
// that of other profiles as well. `name` is the file's, for the message:
// "hangar.toml:3:1: there is no option 'timeot'; did you mean 'timeout'?". Pure; any thread.
[[nodiscard]] tl::expected<run::Options, std::string> configure(run::Options options,
                                                                std::string_view text,
                                                                const std::string& profile,
                                                                const std::string& name);

// The nearest hangar.toml in `folder` or above, of this user or root; empty if there is none.
[[nodiscard]] std::string find_config(const std::string& folder);

// What the arguments ask for, under the configuration that applies in the current directory. What
// they say goes before what the file does.
[[nodiscard]] Command configured_command(const std::vector<std::string>& arguments);

}  // namespace hangar::cli
