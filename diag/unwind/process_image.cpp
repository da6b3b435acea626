// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <cstring>
#include <hangar/diag/unwind/process_image.hpp>

namespace hangar::unwind {

os::Result<ProcessImage> ProcessImage::open(pid_t pid, const os::ProcDir& process) {
    auto modules = symbols::ModuleMap::read(pid, process);
    if (!modules) return tl::unexpected(modules.error());
    return ProcessImage(std::move(*modules));
}

const ProcessImage::Page* ProcessImage::page(std::uint64_t number) {
    if (number == latest_number_) return latest_;
    const auto [entry, is_new] = pages_.try_emplace(number);
    if (is_new) {
        auto fresh = std::make_unique<Page>();
        if (modules_.read_memory(number * page_size, *fresh) == page_size)
            entry->second = std::move(fresh);
    }
    latest_number_ = number;
    latest_ = entry->second.get();
    return latest_;
}

bool ProcessImage::read(std::uint64_t address, std::span<std::byte> into) {
    while (!into.empty()) {
        const Page* from = page(address / page_size);
        if (from == nullptr) return false;
        const std::size_t offset = address % page_size;
        const std::size_t size = std::min(into.size(), page_size - offset);
        std::memcpy(into.data(), from->data() + offset, size);
        into = into.subspan(size);
        address += size;
    }
    return true;
}

std::uint64_t ProcessImage::keep(std::span<const std::byte> bytes) {
    const std::uint64_t address = next_kept_ * page_size;
    while (!bytes.empty()) {
        auto fresh = std::make_unique<Page>();
        const std::size_t size = std::min(bytes.size(), page_size);
        std::memcpy(fresh->data(), bytes.data(), size);
        pages_.emplace(next_kept_++, std::move(fresh));
        bytes = bytes.subspan(size);
    }
    return address;
}

const FunctionTable* ProcessImage::function_table(std::uint64_t pc) {
    const symbols::Module* module = modules_.find(pc);
    if (module == nullptr) return nullptr;
    const auto [entry, is_new] = tables_.try_emplace(module->start);
    if (is_new) entry->second = find_function_table(*this, *module);
    return entry->second ? &*entry->second : nullptr;
}

}  // namespace hangar::unwind
