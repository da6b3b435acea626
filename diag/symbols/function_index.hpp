// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <elfutils/libdw.h>

#include <cstdint>
#include <vector>

namespace hangar::symbols {

// The functions of one compilation unit that have code, by address: one walk over its entries
// instead of one for each address. A value; not synchronised.
class FunctionIndex {
  public:
    explicit FunctionIndex(Dwarf_Die unit);

    // Those that `address` is in: the function first, then what is inlined there, from the outside
    // in. Empty if it is in none.
    [[nodiscard]] std::vector<Dwarf_Die> find(std::uint64_t address) const;

  private:
    struct Range {
        std::uint64_t start = 0;
        std::uint64_t end = 0;
        Dwarf_Die function{};
    };

    void add_children(Dwarf_Die parent, int depth);

    std::vector<Range> ranges_;  // sorted by start
};

}  // namespace hangar::symbols
