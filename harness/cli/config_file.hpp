// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>
#include <tl/expected.hpp>
#include <vector>

namespace hangar::cli {

// A place in a configuration file, from 1.
struct ConfigPlace {
    unsigned line = 1;
    unsigned column = 1;
    friend bool operator==(const ConfigPlace&, const ConfigPlace&) = default;
};

// "timeout = 5": a key and its value as one would type it on a command line, and where both are.
struct ConfigEntry {
    std::string key;
    std::string value;  // "5", "true", "fd,sys" for ["fd", "sys"]
    ConfigPlace key_at;
    ConfigPlace value_at;
    bool is_list = false;
};

using ConfigTable = std::vector<ConfigEntry>;

// What stands at the top of the file, or in a profile.
struct ConfigSection {
    std::string profile;  // empty: for every profile
    ConfigTable options;
    std::vector<ConfigTable> overrides;
};

struct ConfigFile {
    std::vector<ConfigSection> sections;  // the first is that for every profile
    ConfigTable groups;
};

// What is wrong, and where.
struct ConfigError {
    ConfigPlace at;
    std::string message;
};

// The structure of hangar.toml, not yet what its keys mean:
//   timeout = 30                    options, for every profile
//   [[overrides]]                   other values for some tests
//   filter = "Slow.*"
//   [groups]                        how many tests of a group run at a time
//   [profile.ci]                    options of a profile, and
//   [[profile.ci.overrides]]        its overrides
// Pure; any thread; any bytes may come.
[[nodiscard]] tl::expected<ConfigFile, ConfigError> parse_config(std::string_view text);

}  // namespace hangar::cli
