// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <array>
#include <cerrno>
#include <functional>
#include <hangar/diag/os/memory.hpp>
#include <hangar/diag/os/proc_text.hpp>
#include <limits>

namespace hangar::os {
namespace {

struct Field {
    std::string_view name;
    std::uint64_t MemoryUse::*into;
};

constexpr auto fields = std::to_array<Field>({{"Rss", &MemoryUse::resident},
                                              {"Pss", &MemoryUse::proportional},
                                              {"Private_Clean", &MemoryUse::private_clean},
                                              {"Private_Dirty", &MemoryUse::private_dirty}});

// "     123 kB", in bytes.
std::optional<std::uint64_t> parse_size(std::string_view text) {
    constexpr std::uint64_t kib = 1024;
    std::uint64_t size = 0;
    if (!cut_number(text, size) || cut_word(text) != "kB") return std::nullopt;
    if (size > std::numeric_limits<std::uint64_t>::max() / kib) return std::nullopt;
    return size * kib;
}

}  // namespace

std::optional<MemoryUse> parse_smaps_rollup(std::string_view text) {
    MemoryUse use;
    std::array<bool, fields.size()> seen{};
    while (!text.empty()) {
        std::string_view line = cut(text, '\n');
        const std::string_view name = cut(line, ':');
        const auto* field = std::ranges::find(fields, name, &Field::name);
        if (field == fields.end()) continue;
        const auto size = parse_size(line);
        if (!size) return std::nullopt;
        use.*field->into = *size;
        seen[static_cast<std::size_t>(field - fields.begin())] = true;
    }
    return std::ranges::all_of(seen, std::identity()) ? std::optional(use) : std::nullopt;
}

Result<MemoryUse> read_memory_use(const ProcDir& dir) {
    const auto text = dir.read("smaps_rollup");
    if (!text) return tl::unexpected(text.error());
    const auto use = parse_smaps_rollup(*text);
    if (!use) return error(EBADMSG, "parse", dir.path() + "/smaps_rollup");
    return *use;
}

}  // namespace hangar::os
