// SPDX-License-Identifier: Apache-2.0
#include <sys/syscall.h>
#include <sys/wait.h>

#include <algorithm>
#include <hangar/diag/os/fd_state.hpp>
#include <hangar/diag/os/proc_status.hpp>
#include <hangar/diag/os/thread_exists.hpp>
#include <hangar/diag/snapshot/classify_wait.hpp>
#include <hangar/diag/snapshot/read_descriptors.hpp>
#include <hangar/diag/snapshot/thread_waits.hpp>
#include <string>

namespace hangar::snapshot {
namespace {

bool counts_its_own_way(const Process& process) {
    return std::ranges::any_of(process.threads,
                               [](const Thread& thread) { return thread.inner_tid != 0; });
}

// `inner` as the process counts, translated; 0 if that cannot be done.
pid_t translate(const Process& process, pid_t inner) {
    if (!counts_its_own_way(process)) return inner;
    const auto found = std::ranges::find(process.threads, inner, &Thread::inner_tid);
    return found == process.threads.end() ? 0 : found->tid;
}

// 0: nobody's, or it cannot be read.
pid_t process_of(pid_t tid) {
    const auto status = os::ProcDir::open(tid).and_then(
        [](const os::ProcDir& dir) { return os::read_status(dir); });
    return status ? status->tgid : 0;
}

void resolve_owner(const Process& process, FutexWord& word) {
    if (!word.owner) return;
    const pid_t owner = translate(process, *word.owner);
    word.owner_unknown = owner == 0;
    if (owner == 0) return;
    word.owner = owner;
    word.owner_process = process.thread(owner) != nullptr ? process.pid : process_of(owner);
    // Of another user whom /proc hides, say. (What is private has its owner in this very process.)
    word.owner_unknown = word.process_shared && word.owner_process == 0 && os::thread_exists(owner);
}

void resolve(const Process& process, Wait& wait) {
    if (wait.word) resolve_owner(process, *wait.word);
    if (wait.kind == WaitKind::join)
        wait.target = translate(process, static_cast<pid_t>(wait.target));
}

// The one that still runs in its parent's memory.
pid_t vfork_child(pid_t parent, const std::vector<pid_t>& children) {
    const auto shares = [parent](pid_t child) {
        return os::same_memory(parent, child).value_or(false);
    };
    const auto found = std::ranges::find_if(children, shares);
    return found == children.end() ? 0 : *found;
}

// On a descriptor by a number that means something else to it than to its process.
bool is_on_an_unknown(const Thread& thread, const Wait& wait) {
    const bool by_pidfd = thread.syscall && thread.syscall->number == SYS_waitid &&
                          static_cast<int>(thread.syscall->arguments[0]) == P_PIDFD;
    return thread.own_descriptors && (!wait.fds.empty() || by_pidfd);
}

// Another process has the say: the system call was handed to a supervisor, which may do it in its
// place or refuse it; or memory that it touches must be filled in first. Where the kernel's names
// for these are others, nothing is lost but this.
bool is_in_anothers_hands(const os::ProcDir& dir, const Thread& thread) {
    const bool tells_itself = thread.state == 'D';
    if (tells_itself || !thread.syscall || !thread.syscall->at_rest()) return false;
    const auto place = dir.read("task/" + std::to_string(thread.tid) + "/wchan");
    return place && (place->starts_with("seccomp_do_user_notification") ||
                     place->starts_with("handle_userfault"));
}

Wait wait_of(const os::ProcDir& dir, const Process& process, const Thread& thread,
             const TargetMemory& memory) {
    Wait wait = classify_wait(process, thread, dir, memory);
    resolve(process, wait);
    if (!is_on_an_unknown(thread, wait) && !is_in_anothers_hands(dir, thread)) return wait;
    Wait unknown;
    unknown.kind = WaitKind::other;
    unknown.timeout = wait.timeout;
    return unknown;
}

// Nobody has taken, given up or handed on the object meanwhile.
bool unmoved(const Wait& before, const Wait& after) {
    if (before.kind != after.kind || before.address != after.address) return false;
    if (!before.word || !after.word) return before.word.has_value() == after.word.has_value();
    return before.word->owner == after.word->owner && before.word->readers == after.word->readers;
}

}  // namespace

void add_waits(const os::ProcDir& dir, Process& process, const std::vector<pid_t>& children) {
    const TargetMemory memory(process.reader_id());
    for (Thread& thread : process.threads) {
        thread.wait = wait_of(dir, process, thread, memory);
        if (thread.wait.kind == WaitKind::vfork)
            thread.wait.target = vfork_child(process.pid, children);
    }
}

bool still_waits(const os::ProcDir& dir, const Process& process, Thread& thread) {
    if (!thread.wait.word) return true;
    const Wait now = wait_of(dir, process, thread, TargetMemory(process.reader_id()));
    if (!unmoved(thread.wait, now)) return false;
    FutexWord& word = *thread.wait.word;
    word.changed_before = word.value && *word.value != word.expected;
    word.value = now.word->value;
    word.pooled = word.pooled || now.word->pooled;
    return true;
}

std::vector<LockWait> lock_waits(const std::vector<os::FileLock>& locks) {
    std::vector<LockWait> waits;
    for (const os::FileLock& wanted : locks) {
        if (!wanted.waiting) continue;
        const auto held = std::ranges::find_if(locks, [&wanted](const os::FileLock& lock) {
            return !lock.waiting && lock.id == wanted.id;
        });
        if (held != locks.end()) waits.push_back({file_lock(wanted), file_lock(*held)});
    }
    return waits;
}

}  // namespace hangar::snapshot
