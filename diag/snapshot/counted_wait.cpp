// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <algorithm>
#include <hangar/diag/os/proc_dir.hpp>
#include <hangar/diag/os/proc_text.hpp>
#include <hangar/diag/snapshot/counted_wait.hpp>

namespace hangar::snapshot {
namespace {

// A kind of System V's objects.
struct Table {
    std::string_view what;
    std::string_view file;  // where the kernel lists all of ours
};
constexpr Table semaphores{"semaphore set", "/proc/sysvipc/sem"};
constexpr Table queues{"message queue", "/proc/sysvipc/msg"};

// By which a System V object is found: 0 for one that is handed on by its id only.
std::optional<std::int32_t> key_of(const Table& table, std::int64_t wanted) {
    const auto text = os::read_proc_file(std::string(table.file));
    std::string_view lines = text ? std::string_view(*text) : std::string_view();
    while (!lines.empty()) {
        std::string_view line = os::cut(lines, '\n');
        std::int32_t key = 0;
        std::int64_t id = 0;
        if (os::cut_number(line, key) && os::cut_number(line, id) && id == wanted) return key;
    }
    return std::nullopt;
}

os::Result<std::string> namespace_of(pid_t pid) {
    return os::ProcDir::open(pid).and_then(
        [](const os::ProcDir& dir) { return dir.link("ns/ipc"); });
}

// An id means something in its own namespace only.
bool has_our_objects(const Process& process) {
    const auto ours = namespace_of(::getpid());
    const auto theirs = namespace_of(process.reader_id());
    return ours && theirs && *ours == *theirs;
}

Wait on_system_v(const Process& process, const Table& table, std::uint64_t id) {
    Wait wait;
    wait.kind = WaitKind::semaphore;
    wait.target = static_cast<std::int32_t>(id);
    wait.named = !has_our_objects(process) || key_of(table, wait.target) != 0;
    wait.path = fmt::format("{} {} (System V)", table.what, wait.target);
    return wait;
}

Wait on_posix_queue(const Process& process, int number, bool writes) {
    Wait wait;
    wait.kind = WaitKind::semaphore;
    wait.fds.push_back({.fd = number, .read = !writes, .write = writes});
    const Descriptor* fd = process.descriptor(number);
    wait.named = fd == nullptr || !fd->target.ends_with(" (deleted)");
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
            return on_system_v(process, semaphores, first);
        case SYS_msgsnd:
        case SYS_msgrcv:
            return on_system_v(process, queues, first);
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
    // What runs there as another user may well be the same. Who adopted it shares nothing.
    const bool may_share = parent ? *parent == process.exe : !process.adopted;
    if (!may_share) return;
    for (Thread& thread : process.threads)
        if (is_shared_count(thread)) thread.wait.kind = WaitKind::other;
}

}  // namespace hangar::snapshot
