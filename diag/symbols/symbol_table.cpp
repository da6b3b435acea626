// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <hangar/diag/symbols/symbol_table.hpp>
#include <string_view>
#include <tuple>

namespace hangar::symbols {
namespace {

// A hand-written function often has no size; what lies further from it is none of it.
constexpr std::uint64_t longest_unsized = 4096;
// Functions with several entries overlap, but only so far.
constexpr int overlapping_limit = 8;

constexpr unsigned unsized = 64;

bool is_function(const GElf_Sym& symbol) {
    const auto type = GELF_ST_TYPE(symbol.st_info);
    return symbol.st_shndx != SHN_UNDEF &&
           (type == STT_FUNC || type == STT_GNU_IFUNC || type == STT_NOTYPE);
}

// Of `clone`, `__clone` and `__GI___clone` the first: what a reader knows.
unsigned rank_of(const GElf_Sym& symbol, std::string_view name) {
    const bool is_public =
        GELF_ST_BIND(symbol.st_info) == STB_GLOBAL || GELF_ST_BIND(symbol.st_info) == STB_WEAK;
    const bool is_sized = symbol.st_size != 0;
    const auto underscores = std::min<std::size_t>(name.find_first_not_of('_'), 15);
    return (is_sized ? 0U : unsized) + (is_public ? 0U : 32U) + static_cast<unsigned>(underscores);
}

}  // namespace

SymbolTable::SymbolTable(Dwfl_Module* module) {
    const int count = ::dwfl_module_getsymtab(module);
    for (int index = 1; index < count; ++index) {
        GElf_Sym symbol{};
        GElf_Addr address = 0;
        const char* name =
            ::dwfl_module_getsym_info(module, index, &symbol, &address, nullptr, nullptr, nullptr);
        if (name != nullptr && *name != '\0' && is_function(symbol)) add(symbol, address, name);
    }
    std::ranges::sort(symbols_, {}, [](const Symbol& symbol) {
        return std::tuple(symbol.start, symbol.rank, std::string_view(symbol.name));
    });
    close_open_ends();
}

void SymbolTable::add(const GElf_Sym& symbol, std::uint64_t address, const char* name) {
    symbols_.push_back({address, address + symbol.st_size, name, rank_of(symbol, name)});
}

void SymbolTable::close_open_ends() {
    std::uint64_t next = UINT64_MAX;
    for (auto symbol = symbols_.rbegin(); symbol != symbols_.rend(); ++symbol) {
        if (symbol->end == symbol->start)
            symbol->end = symbol->start + std::min(next - symbol->start, longest_unsized);
        const bool begins_here =
            std::next(symbol) == symbols_.rend() || std::next(symbol)->start != symbol->start;
        if (begins_here) next = symbol->start;
    }
}

// A label inside a function is closer to the address, but it is the function that one looks for.
bool SymbolTable::precedes(const Symbol& a, const Symbol& b) noexcept {
    if ((a.rank < unsized) != (b.rank < unsized)) return a.rank < unsized;
    return a.start == b.start && a.rank <= b.rank;
}

const char* SymbolTable::find(std::uint64_t address) const noexcept {
    auto symbol = std::ranges::upper_bound(symbols_, address, {}, &Symbol::start);
    const Symbol* best = nullptr;
    for (int tried = 0; symbol != symbols_.begin() && tried < overlapping_limit; ++tried) {
        --symbol;
        if (address < symbol->end && (best == nullptr || precedes(*symbol, *best))) best = &*symbol;
    }
    return best != nullptr ? best->name : nullptr;
}

}  // namespace hangar::symbols
