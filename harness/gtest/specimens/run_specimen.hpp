// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include <hangar/diag/os/wait_status.hpp>

namespace hangar {

// What a program's output goes to: a file, or a pipe that nobody reads until the program ended.
enum class SpecimenOutput { file, undrained_pipe };

// How a program of this folder ended, and what it wrote.
struct SpecimenRun {
    os::WaitStatus status;
    std::string out;
    std::string err;
    bool in_time = false;  // else it was killed
};

// Runs `program`, which stands beside this one, to its end or for a minute at most.
// `environment` ("NAME=value") is added to a clean one.
[[nodiscard]] SpecimenRun run_specimen(const std::string& program,
                                       const std::vector<std::string>& arguments,
                                       const std::vector<std::string>& environment = {},
                                       SpecimenOutput output = SpecimenOutput::file);

}  // namespace hangar
