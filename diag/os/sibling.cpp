// SPDX-License-Identifier: Apache-2.0
#include <linux/sched.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cstdint>
#include <hangar/diag/os/sibling.hpp>

namespace hangar::os {
namespace {

// What the C library's own fork puts right in the copy, by addresses that it has told the kernel:
// the id of the thread (mutexes are owned by it) and the list of its robust mutexes.
struct ThreadRecords {
    int* id = nullptr;
    void* robust_list = nullptr;
    std::size_t robust_list_size = 0;
};

Result<ThreadRecords> find_records() {
    ThreadRecords records;
    if (::prctl(PR_GET_TID_ADDRESS, &records.id) != 0 || records.id == nullptr)
        return last_error("prctl", "PR_GET_TID_ADDRESS");
    if (::syscall(SYS_get_robust_list, 0, &records.robust_list, &records.robust_list_size) != 0)
        return last_error("get_robust_list");
    return records;
}

}  // namespace

Result<pid_t> clone_sibling() {
    const auto records = find_records();
    if (!records) return tl::unexpected(records.error());
    clone_args arguments{};
    arguments.flags = CLONE_PARENT | CLONE_CHILD_SETTID | CLONE_CHILD_CLEARTID;
    arguments.child_tid = reinterpret_cast<std::uint64_t>(records->id);
    const long pid = ::syscall(SYS_clone3, &arguments, sizeof arguments);
    if (pid < 0) return last_error("clone3");
    if (pid == 0) ::syscall(SYS_set_robust_list, records->robust_list, records->robust_list_size);
    return static_cast<pid_t>(pid);
}

}  // namespace hangar::os
