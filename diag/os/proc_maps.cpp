// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <hangar/diag/os/proc_maps.hpp>
#include <hangar/diag/os/proc_text.hpp>

namespace hangar::os {
namespace {

// A process with 100,000 mappings has about 10 MB of them.
constexpr std::size_t maps_limit = 64U << 20U;

// "7f00-7f80"
bool cut_range(std::string_view& rest, ProcMap& map) {
    std::string_view range = cut_word(rest);
    const auto start = parse_number<std::uint64_t>(cut(range, '-'), 16);
    const auto end = parse_number<std::uint64_t>(range, 16);
    if (!start || !end || *start > *end) return false;
    map.start = *start;
    map.end = *end;
    return true;
}

// "r-xp"
bool cut_permissions(std::string_view& rest, ProcMap& map) {
    const std::string_view flags = cut_word(rest);
    if (flags.size() != 4) return false;
    map.readable = flags[0] == 'r';
    map.writable = flags[1] == 'w';
    map.executable = flags[2] == 'x';
    map.shared = flags[3] == 's';
    return true;
}

// "fe:01"
bool cut_device(std::string_view& rest, ProcMap& map) {
    std::string_view device = cut_word(rest);
    const auto major = parse_number<std::uint32_t>(cut(device, ':'), 16);
    const auto minor = parse_number<std::uint32_t>(device, 16);
    if (!major || !minor) return false;
    map.device_major = *major;
    map.device_minor = *minor;
    return true;
}

// The rest of the line: a path may hold blanks, and the kernel escapes only its newlines. The mark
// is no proof, since a name may end so; a mapping of no file (inode 0) never carries it.
void take_path(std::string_view rest, ProcMap& map) {
    constexpr std::string_view mark = " (deleted)";
    const auto begin = rest.find_first_not_of(' ');
    if (begin == std::string_view::npos) return;
    rest.remove_prefix(begin);
    map.deleted = map.inode != 0 && rest.ends_with(mark);
    if (map.deleted) rest.remove_suffix(mark.size());
    map.path = rest.find("\\012") == std::string_view::npos ? std::string(rest) : unescaped(rest);
}

}  // namespace

std::optional<ProcMap> parse_map(std::string_view line) {
    ProcMap map;
    if (!cut_range(line, map) || !cut_permissions(line, map)) return std::nullopt;
    if (!cut_number(line, map.offset, 16)) return std::nullopt;
    if (!cut_device(line, map) || !cut_number(line, map.inode)) return std::nullopt;
    take_path(line, map);
    return map;
}

std::vector<ProcMap> parse_maps(std::string_view text) {
    std::vector<ProcMap> maps;
    while (!text.empty()) {
        if (auto map = parse_map(cut(text, '\n'))) maps.push_back(std::move(*map));
    }
    return maps;
}

Result<std::vector<ProcMap>> read_maps(const ProcDir& process) {
    const auto text = process.read("maps", maps_limit);
    if (!text) return tl::unexpected(text.error());
    return parse_maps(*text);
}

const ProcMap* find_map(const std::vector<ProcMap>& maps, std::uint64_t address) noexcept {
    const auto next = std::ranges::upper_bound(maps, address, {}, &ProcMap::start);
    if (next == maps.begin()) return nullptr;
    const ProcMap& candidate = *std::prev(next);
    return candidate.contains(address) ? &candidate : nullptr;
}

}  // namespace hangar::os
