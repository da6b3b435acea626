// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>
#include <sys/syscall.h>

#include <algorithm>
#include <hangar/diag/os/proc_dir.hpp>
#include <hangar/diag/snapshot/counted_wait.hpp>

namespace hangar::snapshot {
namespace {

Wait on_system_v(std::string_view what, std::uint64_t id) {
    Wait wait;
    wait.kind = WaitKind::semaphore;
    wait.target = static_cast<std::int32_t>(id);
    wait.path = fmt::format("{} {} (System V)", what, wait.target);
    return wait;
}

Wait on_posix_queue(const Process& process, int number, bool writes) {
    Wait wait;
    wait.kind = WaitKind::semaphore;
    wait.fds.push_back({.fd = number, .read = !writes, .write = writes});
    const Descriptor* fd = process.descriptor(number);
    wait.path = "message queue" + (fd != nullptr ? ' ' + fd->target : std::string());
    return wait;
}

bool is_shared_count(const Thread& thread) {
    const Wait& wait = thread.wait;
    return wait.kind == WaitKind::semaphore && !wait.word && wait.fds.empty();
}

}  // namespace

std::optional<Wait> counted_wait(const Process& process, const os::ProcSyscall& call) {
    const std::uint64_t first = call.arguments[0];
    switch (call.number) {
        case SYS_semop:
        case SYS_semtimedop:
            return on_system_v("semaphore set", first);
        case SYS_msgsnd:
        case SYS_msgrcv:
            return on_system_v("message queue", first);
        case SYS_mq_timedsend:
            return on_posix_queue(process, static_cast<int>(first), true);
        case SYS_mq_timedreceive:
            return on_posix_queue(process, static_cast<int>(first), false);
        default:
            return std::nullopt;
    }
}

void leave_out_shared_counts(Process& process) {
    if (std::ranges::none_of(process.threads, is_shared_count)) return;
    const auto parent = os::ProcDir::open(process.ppid).and_then([](const os::ProcDir& dir) {
        return dir.link("exe");
    });
    if (!parent || *parent != process.exe) return;
    for (Thread& thread : process.threads)
        if (is_shared_count(thread)) thread.wait.kind = WaitKind::other;
}

}  // namespace hangar::snapshot
