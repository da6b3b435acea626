// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <hangar/diag/os/proc_maps.hpp>
#include <hangar/diag/os/proc_text.hpp>
#include <iterator>

namespace hangar::os {
namespace {

constexpr std::string_view deleted_mark = " (deleted)";

bool cut_range(std::string_view& rest, Mapping& mapping) {
    std::string_view range = cut_word(rest);
    const auto start = parse_number<std::uint64_t>(cut(range, '-'), 16);
    const auto end = parse_number<std::uint64_t>(range, 16);
    if (!start || !end || *start > *end) return false;
    mapping.start = *start;
    mapping.end = *end;
    return true;
}

bool cut_permissions(std::string_view& rest, Mapping& mapping) {
    const std::string_view letters = cut_word(rest);
    if (letters.size() != 4) return false;
    mapping.readable = letters[0] == 'r';
    mapping.writable = letters[1] == 'w';
    mapping.executable = letters[2] == 'x';
    mapping.shared = letters[3] == 's';
    return true;
}

bool cut_device(std::string_view& rest, Mapping& mapping) {
    std::string_view device = cut_word(rest);
    const auto major = parse_number<unsigned>(cut(device, ':'), 16);
    const auto minor = parse_number<unsigned>(device, 16);
    if (!major || !minor) return false;
    mapping.device_major = *major;
    mapping.device_minor = *minor;
    return true;
}

// The rest of the line, behind the blanks that pad it to its column.
void set_path(std::string_view rest, Mapping& mapping) {
    rest.remove_prefix(std::min(rest.find_first_not_of(' '), rest.size()));
    mapping.deleted = rest.ends_with(deleted_mark);
    if (mapping.deleted) rest.remove_suffix(deleted_mark.size());
    mapping.path = unescaped(rest);
}

}  // namespace

std::optional<Mapping> parse_mapping(std::string_view line) {
    Mapping mapping;
    if (!cut_range(line, mapping) || !cut_permissions(line, mapping) ||
        !cut_number(line, mapping.offset, 16) || !cut_device(line, mapping) ||
        !cut_number(line, mapping.inode))
        return std::nullopt;
    set_path(line, mapping);
    return mapping;
}

std::vector<Mapping> parse_maps(std::string_view text) {
    std::vector<Mapping> maps;
    while (!text.empty())
        if (auto mapping = parse_mapping(cut(text, '\n'))) maps.push_back(std::move(*mapping));
    return maps;
}

Result<std::vector<Mapping>> read_maps(const ProcDir& dir) {
    constexpr std::size_t limit =
        64U << 20U;  // some 600,000 mappings; the kernel's own limit is 65,530
    return dir.read("maps", limit).map([](const std::string& text) { return parse_maps(text); });
}

const Mapping* find_mapping(std::span<const Mapping> maps, std::uint64_t address) {
    const auto after = std::ranges::upper_bound(maps, address, {}, &Mapping::start);
    if (after == maps.begin() || !std::prev(after)->contains(address)) return nullptr;
    return &*std::prev(after);
}

}  // namespace hangar::os
