// SPDX-License-Identifier: Apache-2.0
#include <sys/syscall.h>
#include <unistd.h>

#include <bit>
#include <hangar/diag/os/process_memory.hpp>
#include <hangar/diag/os/thread_area.hpp>
#include <string>

namespace hangar::os {
namespace {

// In glibc's struct pthread: two pointers to itself, and the head of the list.
constexpr std::uint64_t self_again = 0x10;
constexpr std::uint64_t robust_head = 0x2e0;

bool points_to_itself(pid_t tid, std::uint64_t area) {
    const auto first = read_value<std::uint64_t>(tid, area);
    const auto second = read_value<std::uint64_t>(tid, area + self_again);
    return first && second && *first == area && *second == area;
}

}  // namespace

Result<std::uint64_t> thread_area(pid_t tid) {
    const std::string target = "thread " + std::to_string(tid);
    void* head = nullptr;
    std::size_t size = 0;
    if (::syscall(SYS_get_robust_list, tid, &head, &size) != 0)
        return last_error("get_robust_list", target);
    const auto address = std::bit_cast<std::uint64_t>(head);
    if (address <= robust_head || !points_to_itself(tid, address - robust_head))
        return error(ENOTSUP, "find the thread-local variables", target);
    return address - robust_head;
}

}  // namespace hangar::os
