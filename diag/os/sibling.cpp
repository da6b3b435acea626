// SPDX-License-Identifier: Apache-2.0
#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <unistd.h>

#include <hangar/diag/os/fd.hpp>
#include <hangar/diag/os/sibling.hpp>

namespace hangar::os {
namespace {

// What the C library's own fork puts right in the copy, by addresses that it has told the kernel:
// the id of the thread (mutexes are owned by it) and the list of its robust mutexes.
struct ThreadRecords {
    int* id = nullptr;
    void* robust_list = nullptr;
    std::size_t robust_list_size = 0;
    int adopts_orphans = 0;  // the process's own, which a copy starts without
};

Result<ThreadRecords> find_records() {
    ThreadRecords records;
    if (::prctl(PR_GET_TID_ADDRESS, &records.id) != 0 || records.id == nullptr)
        return last_error("prctl", "PR_GET_TID_ADDRESS");
    if (::syscall(SYS_get_robust_list, 0, &records.robust_list, &records.robust_list_size) != 0)
        return last_error("get_robust_list");
    if (::prctl(PR_GET_CHILD_SUBREAPER, &records.adopts_orphans) != 0)
        return last_error("prctl", "PR_GET_CHILD_SUBREAPER");
    return records;
}

void restore(const ThreadRecords& records) {
    ::syscall(SYS_set_robust_list, records.robust_list, records.robust_list_size);
    // Our own value was accepted before.
    if (records.adopts_orphans != 0) ::prctl(PR_SET_CHILD_SUBREAPER, 1);
}

bool is_set(const itimerval& timer) {
    return timer.it_value.tv_sec != 0 || timer.it_value.tv_usec != 0;
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
    if (pid == 0) restore(*records);
    return static_cast<pid_t>(pid);
}

bool has_timers() noexcept {
    for (const auto which : {ITIMER_REAL, ITIMER_VIRTUAL, ITIMER_PROF}) {
        itimerval timer{};
        if (::getitimer(which, &timer) == 0 && is_set(timer)) return true;
    }
    // Those of timer_create; a kernel may be without the list.
    const auto list = open_file(AT_FDCWD, "/proc/self/timers", O_RDONLY);
    char first = 0;
    return list && ::read(list->get(), &first, 1) > 0;
}

}  // namespace hangar::os
