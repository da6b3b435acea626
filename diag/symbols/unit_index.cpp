// SPDX-License-Identifier: Apache-2.0
#include <dwarf.h>

#include <algorithm>
#include <hangar/diag/symbols/die_ranges.hpp>
#include <hangar/diag/symbols/unit_index.hpp>

namespace hangar::symbols {

std::optional<Dwarf_Die> UnitIndex::find(std::uint64_t address) {
    if (auto unit = find_in_aranges(address)) return unit;
    if (!read_) read_units();
    const auto next = std::ranges::upper_bound(ranges_, address, {}, &Range::start);
    if (next == ranges_.begin()) return std::nullopt;
    const Range& range = *std::prev(next);
    return address < range.end ? std::optional(range.unit) : std::nullopt;
}

std::optional<Dwarf_Die> UnitIndex::find_in_aranges(std::uint64_t address) const {
    Dwarf_Aranges* table = nullptr;
    std::size_t count = 0;
    if (::dwarf_getaranges(dwarf_, &table, &count) != 0) return std::nullopt;
    Dwarf_Arange* entry = ::dwarf_getarange_addr(table, address);
    Dwarf_Off offset = 0;
    if (::dwarf_getarangeinfo(entry, nullptr, nullptr, &offset) != 0) return std::nullopt;
    Dwarf_Die unit{};
    if (::dwarf_offdie(dwarf_, offset, &unit) == nullptr) return std::nullopt;
    return unit;
}

void UnitIndex::read_units() {
    read_ = true;
    Dwarf_CU* unit = nullptr;
    Dwarf_Die die{};
    while (::dwarf_get_units(dwarf_, unit, &unit, nullptr, nullptr, &die, nullptr) == 0) {
        for_each_range(die, [&](std::uint64_t start, std::uint64_t end) {
            ranges_.push_back({start, end, die});
        });
    }
    std::ranges::sort(ranges_, {}, &Range::start);
}

}  // namespace hangar::symbols
