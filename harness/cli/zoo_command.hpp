// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include <hangar/diag/os/result.hpp>
#include <hangar/harness/run/run.hpp>

namespace hangar::cli {

// What `hangar zoo list` or `hangar zoo run NAME` was asked for.
struct ZooCommand {
    std::string name;  // whom to run; empty: list them
};

// A program of the zoo: one that hangs on purpose, or a near-miss, which only looks like it.
struct ZooAnimal {
    std::string name;
    std::string mistake;  // one sentence

    [[nodiscard]] bool is_near_miss() const noexcept {
        return name.find("-near-miss") != std::string::npos;
    }
};

// Where the programs are: beside this one, or where they are installed. Empty: nowhere.
[[nodiscard]] std::string zoo_folder();
// Who is there, by name. Errors: ENOENT.
[[nodiscard]] os::Result<std::vector<ZooAnimal>> zoo_animals(const std::string& folder);

// Lists them, or runs one: prints its pid and what to type to look at it, and waits for its end
// (two minutes) or for Ctrl-C, which ends it, too. Gives the exit status: 0; 2 for a name that is
// not there, a zoo that is not there, or an animal that cannot be shown on this machine.
[[nodiscard]] int visit_zoo(const ZooCommand& command, const run::Host& host);

}  // namespace hangar::cli
