// SPDX-License-Identifier: Apache-2.0
#include <array>
#include <climits>
#include <hangar/diag/snapshot/target_memory.hpp>

namespace hangar::snapshot {

std::string TargetMemory::read_string(std::uint64_t address) const {
    std::array<char, PATH_MAX> buffer{};
    const auto size = os::read_memory(pid_, address, std::as_writable_bytes(std::span(buffer)));
    if (!size) return {};
    const std::string_view text(buffer.data(), *size);
    const std::size_t end = text.find('\0');
    return end == std::string_view::npos ? std::string() : std::string(text.substr(0, end));
}

bool TargetMemory::is_shared(std::uint64_t address) const {
    if (!maps_)
        maps_ =
            os::ProcDir::open(pid_).and_then(os::read_maps).value_or(std::vector<os::ProcMap>());
    const os::ProcMap* map = os::find_map(*maps_, address);
    // What cannot be told may be shared: that assumes less.
    return map == nullptr || map->shared;
}

}  // namespace hangar::snapshot
