// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include <hangar/diag/dump/dump.hpp>

namespace hangar::dump {

// A dump as JSON text, schema "hangar.dump/1". Bytes that are not UTF-8 come out as replacement
// characters; addresses are hexadecimal strings, since a JSON number cannot hold them. Pure.
[[nodiscard]] std::string to_json(const Dump& dump);

// The verdicts alone: the same schema without "processes" and "edges", which are empty.
[[nodiscard]] std::string verdicts_to_json(const Dump& dump);

// About the reading itself: root, time, kernel, machine, how long it took, counts, completeness.
[[nodiscard]] std::string meta_to_json(const Dump& dump);

}  // namespace hangar::dump
