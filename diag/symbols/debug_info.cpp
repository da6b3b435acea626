// SPDX-License-Identifier: Apache-2.0
#include <dwarf.h>

#include <cstdlib>
#include <filesystem>
#include <hangar/diag/symbols/debug_info.hpp>
#include <hangar/diag/symbols/demangle.hpp>
#include <string_view>

namespace hangar::symbols {
namespace {

// An attribute of `die` or of what it stands for (its declaration, its abstract instance).
const char* text_of(Dwarf_Die& die, unsigned name) {
    Dwarf_Attribute attribute{};
    return ::dwarf_formstring(::dwarf_attr_integrate(&die, name, &attribute));
}

unsigned number_of(Dwarf_Die& die, unsigned name) {
    Dwarf_Attribute attribute{};
    Dwarf_Word value = 0;
    return ::dwarf_formudata(::dwarf_attr(&die, name, &attribute), &value) == 0
               ? static_cast<unsigned>(value)
               : 0;
}

// g++ writes no linkage name for what has a lambda in its own.
bool lacks_its_scope(std::string_view name) {
    return name == "operator()" || name.find("<lambda") != std::string_view::npos;
}

// What an inlined or separately declared function was declared as.
Dwarf_Die declaration_of(Dwarf_Die function) {
    for (const unsigned link : {DW_AT_abstract_origin, DW_AT_specification}) {
        Dwarf_Attribute attribute{};
        Dwarf_Die origin{};
        if (::dwarf_attr(&function, link, &attribute) != nullptr &&
            ::dwarf_formref_die(&attribute, &origin) != nullptr)
            function = origin;
    }
    return function;
}

// "main::{lambda}": the functions, classes and namespaces that a lambda's call stands in.
std::string scope_of(Dwarf_Die& function) {
    Dwarf_Die declaration = declaration_of(function);
    Dwarf_Die* scopes = nullptr;
    const int count = ::dwarf_getscopes_die(&declaration, &scopes);
    std::string name;
    for (int index = 1; index < count; ++index) {
        const int tag = ::dwarf_tag(&scopes[index]);
        if (tag == DW_TAG_compile_unit || tag == DW_TAG_lexical_block) continue;
        const char* linkage = text_of(scopes[index], DW_AT_linkage_name);
        const char* plain = ::dwarf_diename(&scopes[index]);
        if (linkage != nullptr) {
            name.insert(0, demangled(linkage) + (name.empty() ? "" : "::"));
            break;
        }
        const bool is_lambda = plain == nullptr || std::string_view(plain).starts_with("<lambda");
        name.insert(0, (is_lambda ? std::string("{lambda}") : plain) + (name.empty() ? "" : "::"));
    }
    std::free(scopes);  // NOLINT(cppcoreguidelines-no-malloc): libdw gives it away so
    return name;
}

std::string name_of(Dwarf_Die& function) {
    if (const char* linkage = text_of(function, DW_AT_linkage_name)) return demangled(linkage);
    const char* plain = ::dwarf_diename(&function);
    if (plain == nullptr) return {};
    if (!lacks_its_scope(plain)) return plain;
    const std::string scope = scope_of(function);
    return scope.empty() ? plain : scope + "::" + plain;
}

std::string absolute(Dwarf_Die& unit, const char* file) {
    if (file == nullptr) return {};
    std::filesystem::path path(file);
    const char* directory = path.is_relative() ? text_of(unit, DW_AT_comp_dir) : nullptr;
    if (directory != nullptr) path = std::filesystem::path(directory) / path;
    return path.lexically_normal().string();
}

// The source line of the address itself.
void place(Dwarf_Die& unit, std::uint64_t address, Location& location) {
    Dwarf_Line* line = ::dwarf_getsrc_die(&unit, address);
    if (line == nullptr) return;
    int number = 0;
    int column = 0;
    location.file = absolute(unit, ::dwarf_linesrc(line, nullptr, nullptr));
    if (::dwarf_lineno(line, &number) == 0) location.line = static_cast<unsigned>(number);
    if (::dwarf_linecol(line, &column) == 0) location.column = static_cast<unsigned>(column);
}

// The source line that an inlined function was called from.
void place_call(Dwarf_Die& unit, Dwarf_Die& inlined, Location& location) {
    Dwarf_Files* files = nullptr;
    std::size_t count = 0;
    const unsigned index = number_of(inlined, DW_AT_call_file);
    if (::dwarf_getsrcfiles(&unit, &files, &count) == 0 && index < count)
        location.file = absolute(unit, ::dwarf_filesrc(files, index, nullptr, nullptr));
    location.line = number_of(inlined, DW_AT_call_line);
    location.column = number_of(inlined, DW_AT_call_column);
}

}  // namespace

Locations DebugInfo::locate(std::uint64_t address) {
    auto unit = units_.find(address);
    if (!unit) return {};
    const auto entry = functions_.try_emplace(::dwarf_dieoffset(&*unit), *unit).first;
    std::vector<Dwarf_Die> chain = entry->second.find(address);
    Locations locations(std::max<std::size_t>(chain.size(), 1));
    place(*unit, address, locations.front());
    for (std::size_t depth = chain.size(); depth-- > 0;) {
        const std::size_t index = chain.size() - 1 - depth;
        locations[index].function = name_of(chain[depth]);
        locations[index].inlined = depth > 0;
        if (depth > 0) place_call(*unit, chain[depth], locations[index + 1]);
    }
    return locations;
}

}  // namespace hangar::symbols
