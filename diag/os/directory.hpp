// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include <hangar/diag/os/result.hpp>

namespace hangar::os {

// Makes the directory and those above it that are missing, each for its owner alone (0700).
// One that is there already is no error. Any thread. Errors: ENOTDIR, EACCES and so on.
[[nodiscard]] Status make_directories(const std::string& path);

}  // namespace hangar::os
