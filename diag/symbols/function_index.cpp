// SPDX-License-Identifier: Apache-2.0
#include <dwarf.h>

#include <algorithm>
#include <hangar/diag/symbols/die_ranges.hpp>
#include <hangar/diag/symbols/function_index.hpp>

namespace hangar::symbols {
namespace {

// Deeper nesting than any compiler writes is a broken file.
constexpr int depth_limit = 64;

bool may_hold_functions(int tag) {
    return tag == DW_TAG_namespace || tag == DW_TAG_module || tag == DW_TAG_subprogram ||
           tag == DW_TAG_lexical_block || tag == DW_TAG_structure_type || tag == DW_TAG_class_type;
}

// The children of `die`, each once.
template <class Body>
void for_each_child(Dwarf_Die die, Body body) {
    Dwarf_Die child{};
    if (::dwarf_child(&die, &child) != 0) return;
    do {
        body(child);
    } while (::dwarf_siblingof(&child, &child) == 0);
}

void add_inlined(Dwarf_Die parent, std::uint64_t address, int depth, std::vector<Dwarf_Die>& into) {
    if (depth > depth_limit) return;
    for_each_child(parent, [&](Dwarf_Die& child) {
        const int tag = ::dwarf_tag(&child);
        if (tag != DW_TAG_inlined_subroutine && tag != DW_TAG_lexical_block) return;
        if (::dwarf_haspc(&child, address) != 1) return;
        if (tag == DW_TAG_inlined_subroutine) into.push_back(child);
        add_inlined(child, address, depth + 1, into);
    });
}

}  // namespace

FunctionIndex::FunctionIndex(Dwarf_Die unit) {
    add_children(unit, 0);
    std::ranges::sort(ranges_, {}, &Range::start);
}

void FunctionIndex::add_children(Dwarf_Die parent, int depth) {
    if (depth > depth_limit) return;
    for_each_child(parent, [&](Dwarf_Die& child) {
        const int tag = ::dwarf_tag(&child);
        if (!may_hold_functions(tag)) return;
        if (tag == DW_TAG_subprogram) {
            for_each_range(child, [&](std::uint64_t start, std::uint64_t end) {
                ranges_.push_back({start, end, child});
            });
        }
        if (::dwarf_haschildren(&child) == 1) add_children(child, depth + 1);
    });
}

std::vector<Dwarf_Die> FunctionIndex::find(std::uint64_t address) const {
    const auto next = std::ranges::upper_bound(ranges_, address, {}, &Range::start);
    if (next == ranges_.begin() || address >= std::prev(next)->end) return {};
    std::vector<Dwarf_Die> found{std::prev(next)->function};
    add_inlined(found.front(), address, 0, found);
    return found;
}

}  // namespace hangar::symbols
