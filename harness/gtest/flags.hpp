// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <optional>
#include <string>

#include <hangar/harness/gtest/selection.hpp>
#include <hangar/harness/gtest/usage.hpp>

namespace hangar {

// What is read from the environment: a variable's value, empty when it is not set.
using Environment = std::function<std::string(const char* name)>;
[[nodiscard]] std::string process_environment(const char* name);

// The flags of every program with HANGAR_MAIN. Each has a variable, by which the runner and
// re-executed children are told; the command line wins over it.
struct Flags {
    SelectionRequest selection;  // --spawn-backend, --capture, --transport
    std::string log_level;       // --log-level=[sub:]level,...
    bool stackscope = false;     // --enable-stackscope
    bool help = false;           // --help was asked for; GoogleTest answers it as well

    // Takes ours out of `argv` and leaves the rest in order. `--flag=value` or `--flag value`.
    // Errors: a flag without its value.
    [[nodiscard]] static Usage<Flags> take(int& argc, char** argv, const Environment& environment);
    // Into this process's environment. Requires: no other thread yet.
    void export_to_environment() const;
};

// An argument that neither we nor GoogleTest took and that looks like one of our flags.
[[nodiscard]] std::optional<UsageError> misspelt_flag(int argc, char** argv);

// The part of --help that is ours.
[[nodiscard]] std::string flags_help(const MatrixKeys& keys);

}  // namespace hangar
