// SPDX-License-Identifier: Apache-2.0
#include <poll.h>
#include <sys/syscall.h>

#include <algorithm>
#include <hangar/diag/snapshot/polled_fds.hpp>

namespace hangar::snapshot {
namespace {

constexpr std::uint64_t most_fds = 65536;

std::vector<Watch> in_pollfds(const os::ProcSyscall& call, const TargetMemory& memory) {
    const std::uint64_t count = std::min(call.arguments[1], most_fds);
    std::vector<Watch> watched;
    for (const pollfd& entry : memory.read_array<pollfd>(call.arguments[0], count)) {
        if (entry.fd < 0) continue;
        watched.push_back({.fd = entry.fd,
                           .read = (entry.events & ~(POLLOUT | POLLWRNORM | POLLWRBAND)) != 0,
                           .write = (entry.events & (POLLOUT | POLLWRNORM)) != 0});
    }
    return watched;
}

std::vector<std::uint64_t> bits_at(std::uint64_t address, std::uint64_t count,
                                   const TargetMemory& memory) {
    if (address == 0) return {};
    return memory.read_array<std::uint64_t>(address, (count + 63) / 64);
}

bool is_set(const std::vector<std::uint64_t>& bits, std::size_t index) {
    return index / 64 < bits.size() && (bits[index / 64] >> (index % 64) & 1U) != 0;
}

std::vector<Watch> in_bitmaps(const os::ProcSyscall& call, const TargetMemory& memory) {
    const std::uint64_t count = std::min(call.arguments[0], most_fds);
    const auto read = bits_at(call.arguments[1], count, memory);
    const auto write = bits_at(call.arguments[2], count, memory);
    std::vector<Watch> watched;
    for (std::size_t fd = 0; fd < count; ++fd)
        if (is_set(read, fd) || is_set(write, fd))
            watched.push_back({static_cast<int>(fd), is_set(read, fd), is_set(write, fd)});
    return watched;
}

}  // namespace

std::vector<Watch> polled_fds(const os::ProcSyscall& call, const TargetMemory& memory) {
    switch (call.number) {
#ifdef SYS_poll
        case SYS_poll:
            return in_pollfds(call, memory);
        case SYS_select:
            return in_bitmaps(call, memory);
#endif
        case SYS_ppoll:
            return in_pollfds(call, memory);
        case SYS_pselect6:
            return in_bitmaps(call, memory);
        default:
            return {};
    }
}

}  // namespace hangar::snapshot
