// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <hangar/diag/os/proc_dir.hpp>
#include <hangar/diag/os/result.hpp>

namespace hangar::os {

// A line of /proc/PID/maps: what is mapped at [start, end). A value; any thread.
struct Mapping {
    std::uint64_t start = 0;
    std::uint64_t end = 0;
    bool readable = false;
    bool writable = false;
    bool executable = false;
    bool shared = false;
    std::uint64_t offset = 0;  // of `start` in the file
    unsigned device_major = 0;
    unsigned device_minor = 0;
    std::uint64_t inode = 0;  // 0: no file
    std::string path;         // a file, "[heap]", or empty; without " (deleted)"
    bool deleted = false;     // the file has no name any more

    [[nodiscard]] bool contains(std::uint64_t address) const noexcept {
        return start <= address && address < end;
    }
    friend bool operator==(const Mapping&, const Mapping&) = default;
};

// Empty if `line` is none; any bytes may come.
[[nodiscard]] std::optional<Mapping> parse_mapping(std::string_view line);
// Lines that are none are passed over.
[[nodiscard]] std::vector<Mapping> parse_maps(std::string_view text);
// By ascending addresses. Empty for a zombie. Errors: ProcDir's.
[[nodiscard]] Result<std::vector<Mapping>> read_maps(const ProcDir& dir);

// The mapping of an address, or null. Requires: `maps` ascends, as the kernel gives it.
[[nodiscard]] const Mapping* find_mapping(std::span<const Mapping> maps, std::uint64_t address);

}  // namespace hangar::os
