// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <elfutils/libdwfl.h>

#include <cstdint>
#include <vector>

namespace hangar::symbols {

// The functions in a module's symbol table, sorted by address. Not synchronised.
// Owns nothing: the names belong to `module`. Requires: `module` lives longer.
class SymbolTable {
  public:
    explicit SymbolTable(Dwfl_Module* module);

    // The mangled name of the function that `address` is in, null if no symbol covers it.
    [[nodiscard]] const char* find(std::uint64_t address) const noexcept;

  private:
    struct Symbol {
        std::uint64_t start = 0;
        std::uint64_t end = 0;  // that of the next one for a symbol without a size
        const char* name = nullptr;
        unsigned rank = 0;  // lower is the better of several names for one address
    };

    void add(const GElf_Sym& symbol, std::uint64_t address, const char* name);
    void close_open_ends();
    [[nodiscard]] static bool precedes(const Symbol& a, const Symbol& b) noexcept;

    std::vector<Symbol> symbols_;
};

}  // namespace hangar::symbols
