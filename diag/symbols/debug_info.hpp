// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <elfutils/libdw.h>

#include <cstdint>
#include <map>

#include <hangar/diag/symbols/function_index.hpp>
#include <hangar/diag/symbols/location.hpp>
#include <hangar/diag/symbols/unit_index.hpp>

namespace hangar::symbols {

// Functions, lines and inlined calls by a file's debugging information. Not synchronised.
// Requires: `dwarf` lives longer.
class DebugInfo {
  public:
    explicit DebugInfo(Dwarf* dwarf) noexcept : units_(dwarf) {}

    // Empty if nothing covers `address`.
    [[nodiscard]] Locations locate(std::uint64_t address);

  private:
    UnitIndex units_;
    std::map<Dwarf_Off, FunctionIndex> functions_;  // by their unit
};

}  // namespace hangar::symbols
