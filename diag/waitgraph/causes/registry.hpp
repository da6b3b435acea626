// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <span>

#include <hangar/diag/waitgraph/causes/causes.hpp>

namespace hangar::waitgraph {

// Every cause that is looked for, in the order of asking.
[[nodiscard]] std::span<const CauseFinder> cause_finders() noexcept;

}  // namespace hangar::waitgraph
