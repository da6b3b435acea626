// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <sys/types.h>

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include <hangar/diag/os/proc_maps.hpp>
#include <hangar/diag/os/process_memory.hpp>

namespace hangar::snapshot {

// The memory of a process that is read: what cannot be read is empty, and nothing of it is
// believed to be consistent. Not synchronised.
class TargetMemory {
  public:
    // Or any of its threads: the memory of one that has ended cannot be read through its id.
    explicit TargetMemory(pid_t pid) noexcept : pid_(pid) {}

    template <class Value>
    [[nodiscard]] std::optional<Value> read(std::uint64_t address) const {
        const auto value = os::read_value<Value>(pid_, address);
        return value ? std::optional<Value>(*value) : std::nullopt;
    }
    // `count` of them, or none.
    template <class Value>
    [[nodiscard]] std::vector<Value> read_array(std::uint64_t address, std::size_t count) const {
        std::vector<Value> values(count);
        if (!os::read_memory_exactly(pid_, address, std::as_writable_bytes(std::span(values))))
            values.clear();
        return values;
    }
    // Up to the zero byte; empty also where there is none within a path's length.
    [[nodiscard]] std::string read_string(std::uint64_t address) const;
    // Whether other processes may map what lies there. The maps are read at the first question.
    [[nodiscard]] bool is_shared(std::uint64_t address) const;

  private:
    pid_t pid_;
    mutable std::optional<std::vector<os::ProcMap>> maps_;
};

}  // namespace hangar::snapshot
