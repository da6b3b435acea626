// SPDX-License-Identifier: Apache-2.0
#include <sched.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

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
    constexpr unsigned long flags =
        CLONE_PARENT | CLONE_CHILD_SETTID | CLONE_CHILD_CLEARTID | SIGCHLD;
    // Not clone3, which containers refuse: their filters cannot look into its arguments.
#ifdef __x86_64__
    const long pid = ::syscall(SYS_clone, flags, nullptr, nullptr, records->id, nullptr);
#else
    const long pid = ::syscall(SYS_clone, flags, nullptr, nullptr, nullptr, records->id);
#endif
    if (pid < 0) return last_error("clone");
    if (pid == 0) ::syscall(SYS_set_robust_list, records->robust_list, records->robust_list_size);
    return static_cast<pid_t>(pid);
}

}  // namespace hangar::os
