// SPDX-License-Identifier: Apache-2.0
#include <cxxabi.h>

#include <cstdlib>
#include <hangar/diag/symbols/demangle.hpp>
#include <memory>
#include <string_view>

namespace hangar::symbols {
namespace {

struct Free {
    void operator()(char* text) const noexcept { std::free(text); }
};

// A hostile name makes the demangler work for very long.
constexpr std::size_t longest_name = 8192;

}  // namespace

std::string demangled(const char* symbol) {
    const std::string_view name(symbol);
    if (!name.starts_with("_Z") || name.size() > longest_name) return std::string(name);
    int status = 0;
    const std::unique_ptr<char, Free> text(abi::__cxa_demangle(symbol, nullptr, nullptr, &status));
    return status == 0 && text ? std::string(text.get()) : std::string(name);
}

}  // namespace hangar::symbols
