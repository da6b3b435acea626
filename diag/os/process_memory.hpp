// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <sys/types.h>

#include <cstddef>
#include <cstdint>
#include <span>
#include <type_traits>

#include <hangar/diag/os/result.hpp>

namespace hangar::os {

// Reads another process's memory without stopping it or being its tracer (process_vm_readv).
// Any thread. Addresses are the other's; nothing of it is believed to be consistent, since it may
// run meanwhile. It takes the right to ptrace it, but not the attaching.

// How many bytes were read: fewer than asked where a hole follows.
// Errors: EFAULT when not even the first byte is there; ESRCH, EPERM.
[[nodiscard]] Result<std::size_t> read_memory(pid_t pid, std::uint64_t address,
                                              std::span<std::byte> into);

// All of it or EFAULT.
[[nodiscard]] Status read_memory_exactly(pid_t pid, std::uint64_t address,
                                         std::span<std::byte> into);

template <class Value>
[[nodiscard]] Result<Value> read_value(pid_t pid, std::uint64_t address) {
    static_assert(std::is_trivially_copyable_v<Value>);
    Value value{};
    const Status read =
        read_memory_exactly(pid, address, std::as_writable_bytes(std::span(&value, 1)));
    if (!read) return tl::unexpected(read.error());
    return value;
}

}  // namespace hangar::os
