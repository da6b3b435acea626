// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <cerrno>
#include <cstring>
#include <hangar/diag/core/core_memory.hpp>

namespace hangar::core {

bool CoreMemory::read(std::uint64_t address, std::span<std::byte> into) {
    return read_some(address, into).value_or(0) == into.size();
}

os::Result<std::size_t> CoreMemory::read_some(std::uint64_t address, std::span<std::byte> into) {
    std::size_t done = 0;
    while (done < into.size()) {
        const auto got = read_piece(address + done, into.subspan(done));
        if (!got && done == 0) return got;
        if (!got) break;
        done += *got;
    }
    return done;
}

os::Result<std::size_t> CoreMemory::read_piece(std::uint64_t address, std::span<std::byte> into) {
    const auto got = core_.read(address, into);
    return got ? got : read_from_file(address, into);
}

os::Result<std::size_t> CoreMemory::read_from_file(std::uint64_t address,
                                                   std::span<std::byte> into) {
    const os::ProcMap* map = os::find_map(core_.maps(), address);
    // What the process could write to may have been other than the file is.
    const bool constant = map != nullptr && !map->path.empty() && !map->writable;
    ProgramFiles::Opened* opened = constant ? files_.find(map->path) : nullptr;
    if (opened == nullptr) return os::error(EFAULT, "read the core file");
    const std::size_t size = std::min<std::uint64_t>(into.size(), map->end - address);
    const auto bytes = os::read_at(opened->file.get(), map->offset + (address - map->start), size);
    if (!bytes || bytes->empty()) return os::error(EFAULT, "read the core file");
    std::memcpy(into.data(), bytes->data(), bytes->size());
    return bytes->size();
}

}  // namespace hangar::core
