// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <elfutils/libdw.h>

#include <cstdint>
#include <optional>
#include <vector>

namespace hangar::symbols {

// Which compilation unit an address belongs to. Not synchronised.
// .debug_aranges answers at once, but clang writes none: what it does not know is looked up in the
// units' own ranges, which are read when first needed.
// Requires: `dwarf` lives longer.
class UnitIndex {
  public:
    explicit UnitIndex(Dwarf* dwarf) noexcept : dwarf_(dwarf) {}

    // The unit's DIE; empty if no unit covers `address`.
    [[nodiscard]] std::optional<Dwarf_Die> find(std::uint64_t address);

  private:
    struct Range {
        std::uint64_t start = 0;
        std::uint64_t end = 0;
        Dwarf_Die unit{};
    };

    [[nodiscard]] std::optional<Dwarf_Die> find_in_aranges(std::uint64_t address) const;
    void read_units();

    Dwarf* dwarf_;
    bool read_ = false;
    std::vector<Range> ranges_;  // sorted by start
};

}  // namespace hangar::symbols
