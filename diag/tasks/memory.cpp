// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <cstring>
#include <hangar/diag/tasks/memory.hpp>

namespace hangar::tasks {
namespace {

bool is_printable(char c) {
    const auto byte = static_cast<unsigned char>(c);
    return byte >= 0x20 && byte < 0x7f;
}

}  // namespace

std::string Memory::text(std::uint64_t address, std::size_t limit) {
    // By pieces that end at a multiple of their size: a text may end just before a hole.
    constexpr std::uint64_t piece = 64;
    std::string found;
    std::array<char, piece> bytes{};
    while (address != 0 && found.size() < limit) {
        const auto size = static_cast<std::size_t>(piece - address % piece);
        if (!read(address, std::as_writable_bytes(std::span(bytes).first(size)))) break;
        auto* const end = std::find(bytes.data(), bytes.data() + size, '\0');
        found.append(bytes.data(), end);
        if (end != bytes.data() + size) break;
        address += size;
    }
    found.resize(std::min(found.size(), limit));
    std::ranges::replace_if(
        found, [](char c) { return !is_printable(c); }, '?');
    return found;
}

bool ProcessMemory::read(std::uint64_t address, std::span<std::byte> into) {
    while (!into.empty()) {
        const Page* from = page(address / page_size);
        if (from == nullptr) return false;
        const auto offset = static_cast<std::size_t>(address % page_size);
        const std::size_t size = std::min(into.size(), page_size - offset);
        std::memcpy(into.data(), from->data() + offset, size);
        into = into.subspan(size);
        address += size;
    }
    return true;
}

const ProcessMemory::Page* ProcessMemory::page(std::uint64_t number) {
    const auto [place, is_new] = pages_.try_emplace(number);
    if (!is_new) return place->second.get();
    auto content = std::make_unique<Page>();
    if (os::read_memory_exactly(pid_, number * page_size, *content))
        place->second = std::move(content);
    return place->second.get();
}

}  // namespace hangar::tasks
