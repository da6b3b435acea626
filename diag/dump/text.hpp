// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include <hangar/diag/dump/dump.hpp>

namespace hangar::dump {

// A dump for people to read and to paste: the verdicts, the relevant part of the wait-for graph as
// a tree, then every process's threads, those with the same stack together, each with what it waits
// for, since when, and whether that ends by itself. Reads source files for the lines it shows.
[[nodiscard]] std::string to_text(const Dump& dump);

// The verdicts alone, or that there is none, and what could not be read.
[[nodiscard]] std::string verdicts_to_text(const Dump& dump);

}  // namespace hangar::dump
