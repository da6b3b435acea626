// SPDX-License-Identifier: Apache-2.0
#include <unistd.h>

#include <hangar/diag/os/program_file.hpp>

namespace hangar::os {

bool is_program(const std::filesystem::path& path) {
    std::error_code failed;
    return std::filesystem::is_regular_file(path, failed) && ::access(path.c_str(), X_OK) == 0;
}

}  // namespace hangar::os
