// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include <hangar/harness/run/options.hpp>

namespace hangar::run {

// What a shell is to be told to run one test as it ran: "hangar run --filter='A.B' prog -- args".
// Pure; any thread.
[[nodiscard]] std::string rerun_command(const Options& options, const std::string& path,
                                        const std::string& test);

}  // namespace hangar::run
