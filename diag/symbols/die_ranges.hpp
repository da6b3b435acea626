// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <elfutils/libdw.h>

#include <cstdint>

namespace hangar::symbols {

// Calls `body(start, end)` for each range of addresses that a debugging entry covers. A linker
// leaves the ranges of what it threw away at or near address 0: those are left out.
template <class Body>
void for_each_range(Dwarf_Die& die, Body body) {
    Dwarf_Addr base = 0;
    Dwarf_Addr start = 0;
    Dwarf_Addr end = 0;
    ptrdiff_t next = 0;
    while ((next = ::dwarf_ranges(&die, next, &base, &start, &end)) > 0) {
        if (start > 1 && start < end) body(std::uint64_t{start}, std::uint64_t{end});
    }
}

}  // namespace hangar::symbols
