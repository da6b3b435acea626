// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include <hangar/harness/run/options.hpp>
#include <hangar/harness/run/program.hpp>

namespace hangar::run {

// How a program's test processes come up, and why so.
struct LaunchChoice {
    bool by_fork_server = false;
    std::string reason;
};

// A fork server costs one more start of the program, so `auto` wants a few tests to pay for it.
// What rules it out does so also when it is asked for.
[[nodiscard]] LaunchChoice choose_launcher(const Options& options, const Program& program);

// For a person; empty if nobody asked (-v), and what was asked for is what is done.
[[nodiscard]] std::string describe(const LaunchChoice& choice, const Options& options,
                                   const Program& program);

}  // namespace hangar::run
