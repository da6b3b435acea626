// SPDX-License-Identifier: Apache-2.0
#include <dlfcn.h>
#include <fmt/format.h>

#include <hangar/backends/actor/function.hpp>
#include <map>

namespace hangar::actor {
namespace {

// Filled before main, by one thread; read-only from then on, so that a forked child needs no lock.
std::map<Invoker, std::string_view>& functions() {
    static std::map<Invoker, std::string_view> all;
    return all;
}

struct Module {
    std::string file;
    std::uintptr_t base = 0;
};

Module module_of(const void* address) {
    Dl_info info{};
    if (::dladdr(address, &info) == 0) return {};
    return {info.dli_fname, reinterpret_cast<std::uintptr_t>(info.dli_fbase)};
}

const Module& program() {
    static const Module self = module_of(reinterpret_cast<const void*>(&functions));
    return self;
}

std::uintptr_t address_of(Invoker invoker) {
    return reinterpret_cast<std::uintptr_t>(invoker);
}

bool lies_at(Invoker invoker, const FunctionRef& ref) {
    if (ref.module.empty()) return address_of(invoker) - program().base == ref.offset;
    const Module module = module_of(reinterpret_cast<const void*>(invoker));
    return module.file == ref.module && address_of(invoker) - module.base == ref.offset;
}

}  // namespace

bool register_function(std::string_view name, Invoker invoker) {
    functions().emplace(invoker, name);
    return true;
}

FunctionRef locate_function(std::string_view name, Invoker invoker) {
    const Module module = module_of(reinterpret_cast<const void*>(invoker));
    const bool own = module.base == program().base;
    return {name, own ? std::string() : module.file, address_of(invoker) - module.base};
}

Invoker find_function(const FunctionRef& ref) {
    for (const auto& [invoker, name] : functions()) {
        if (name == ref.name && lies_at(invoker, ref)) return invoker;
    }
    throw NoSuchFunction(fmt::format(
        "no function '{}' at this place in this program: is the child another program, or another "
        "version of it?",
        ref.name));
}

void detail::throw_argument_error(std::string_view function, const std::string& what) {
    throw ArgumentError(fmt::format("{}: {}", function, what));
}

}  // namespace hangar::actor
