// SPDX-License-Identifier: Apache-2.0
#include <dlfcn.h>
#include <fmt/format.h>

#include <hangar/backends/actor/function.hpp>
#include <map>

namespace hangar::actor {
namespace {

// Any pointer to a function, which keeps its address while its type is put aside.
using AnyInvoker = void (*)();

struct Function {
    std::string_view name;
    bool in_context = false;
};

// Filled before main, by one thread; read-only from then on, so that a forked child needs no lock.
std::map<AnyInvoker, Function>& functions() {
    static std::map<AnyInvoker, Function> all;
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

std::uintptr_t address_of(AnyInvoker invoker) {
    return reinterpret_cast<std::uintptr_t>(invoker);
}

bool lies_at(AnyInvoker invoker, const FunctionRef& ref) {
    if (ref.module.empty()) return address_of(invoker) - program().base == ref.offset;
    const Module module = module_of(reinterpret_cast<const void*>(invoker));
    return module.file == ref.module && address_of(invoker) - module.base == ref.offset;
}

FunctionRef locate(std::string_view name, AnyInvoker invoker) {
    const Module module = module_of(reinterpret_cast<const void*>(invoker));
    const bool own = module.base == program().base;
    return {name, own ? std::string() : module.file, address_of(invoker) - module.base};
}

AnyInvoker find(const FunctionRef& ref, bool in_context) {
    for (const auto& [invoker, function] : functions()) {
        const bool matches = function.name == ref.name && function.in_context == in_context;
        if (matches && lies_at(invoker, ref)) return invoker;
    }
    throw NoSuchFunction(fmt::format(
        "no function '{}' at this place in this program: is the child another program, or another "
        "version of it?",
        ref.name));
}

}  // namespace

bool register_function(std::string_view name, Invoker invoker) {
    functions().emplace(reinterpret_cast<AnyInvoker>(invoker), Function{name, false});
    return true;
}

bool register_function(std::string_view name, ContextInvoker invoker) {
    functions().emplace(reinterpret_cast<AnyInvoker>(invoker), Function{name, true});
    return true;
}

FunctionRef locate_function(std::string_view name, Invoker invoker) {
    return locate(name, reinterpret_cast<AnyInvoker>(invoker));
}

FunctionRef locate_function(std::string_view name, ContextInvoker invoker) {
    return locate(name, reinterpret_cast<AnyInvoker>(invoker));
}

Invoker find_function(const FunctionRef& ref) {
    return reinterpret_cast<Invoker>(find(ref, false));
}

ContextInvoker find_context_function(const FunctionRef& ref) {
    return reinterpret_cast<ContextInvoker>(find(ref, true));
}

void detail::throw_argument_error(std::string_view function, const std::string& what) {
    throw ArgumentError(fmt::format("{}: {}", function, what));
}

}  // namespace hangar::actor
