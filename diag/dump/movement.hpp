// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>

#include <hangar/diag/dump/dump.hpp>

namespace hangar::dump {

// Whether a thread of the tree did anything between the two samples: what takes too long is slow
// if one did, and stuck if none did. Empty if that cannot be told, for something was not read.
[[nodiscard]] std::optional<bool> something_moved(const Dump& dump);

}  // namespace hangar::dump
