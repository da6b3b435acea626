// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>
#include <sys/uio.h>

#include <cerrno>
#include <hangar/diag/os/process_memory.hpp>

namespace hangar::os {
namespace {

std::string named(pid_t pid, std::uint64_t address) {
    return fmt::format("pid {} at {:#x}", pid, address);
}

}  // namespace

Result<std::size_t> read_memory(pid_t pid, std::uint64_t address, std::span<std::byte> into) {
    if (into.empty()) return std::size_t{0};
    const iovec local{into.data(), into.size()};
    const iovec remote{reinterpret_cast<void*>(address), into.size()};
    const ssize_t got = ::process_vm_readv(pid, &local, 1, &remote, 1, 0);
    if (got < 0) return last_error("process_vm_readv", named(pid, address));
    return static_cast<std::size_t>(got);
}

Status read_memory_exactly(pid_t pid, std::uint64_t address, std::span<std::byte> into) {
    const auto got = read_memory(pid, address, into);
    if (!got) return tl::unexpected(got.error());
    if (*got != into.size()) return error(EFAULT, "process_vm_readv", named(pid, address + *got));
    return {};
}

}  // namespace hangar::os
