// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <hangar/diag/symbols/module_file.hpp>
#include <hangar/diag/symbols/symbolizer.hpp>

namespace hangar::symbols {
namespace {

// A file without a build id may be rewritten in place, but not while it is being executed.
std::string key_of(const Module& module) {
    if (!module.build_id.empty()) return module.build_id;
    const os::FileId& file = module.file;
    return fmt::format("{}:{}:{}", file.device_major, file.device_minor, file.inode);
}

// An address of the instruction that `address` stands for.
std::uint64_t inside(std::uint64_t address, bool is_return) {
    return is_return && address > 0 ? address - 1 : address;
}

}  // namespace

Symbolizer::Entry& Symbolizer::entry_of(const os::ProcDir& process, pid_t pid,
                                        const Module& module) {
    const auto [found, is_new] = files_.try_emplace(key_of(module));
    Entry& entry = found->second;
    if (!is_new) return entry;
    auto file = open_module(process, pid, module);
    if (file)
        entry.file = std::move(*file);
    else
        entry.error = fmt::format("no symbols of {}: {}", module.path, file.error().message());
    return entry;
}

Resolved place(ModuleMap& modules, std::uint64_t address, bool is_return) {
    Resolved resolved;
    const Module* module = modules.find(inside(address, is_return));
    if (module == nullptr) return resolved;
    resolved.module = module->path;
    resolved.offset = address - module->bias;
    return resolved;
}

Resolved Symbolizer::resolve(ModuleMap& modules, const os::ProcDir& process, std::uint64_t address,
                             bool is_return) {
    Resolved resolved = place(modules, address, is_return);
    const std::uint64_t call = inside(address, is_return);
    const Module* module = modules.find(call);
    if (module == nullptr || deadline_.passed()) return resolved;
    Entry& entry = entry_of(process, modules.pid(), *module);
    if (entry.file) resolved.locations = entry.file->locate(call - module->bias);
    return resolved;
}

std::vector<std::string> Symbolizer::errors() const {
    std::vector<std::string> errors;
    for (const auto& [key, entry] : files_) {
        if (!entry.error.empty()) errors.push_back(entry.error);
    }
    return errors;
}

}  // namespace hangar::symbols
