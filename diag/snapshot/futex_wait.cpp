// SPDX-License-Identifier: Apache-2.0
#include <linux/futex.h>
#include <pthread.h>
#include <semaphore.h>

#include <algorithm>
#include <cstddef>
#include <hangar/diag/snapshot/futex_wait.hpp>

namespace hangar::snapshot {
namespace {

// What the C library keeps in its objects: its headers spell the members out.
constexpr std::size_t mutex_owner = offsetof(pthread_mutex_t, __data.__owner);
constexpr std::size_t mutex_users = offsetof(pthread_mutex_t, __data.__nusers);
constexpr std::size_t mutex_kind = offsetof(pthread_mutex_t, __data.__kind);
constexpr std::size_t rwlock_phase = offsetof(pthread_rwlock_t, __data.__wrphase_futex);
constexpr std::size_t rwlock_writers = offsetof(pthread_rwlock_t, __data.__writers_futex);
constexpr std::size_t rwlock_writer = offsetof(pthread_rwlock_t, __data.__cur_writer);
constexpr std::size_t cond_refs = offsetof(pthread_cond_t, __data.__g_refs);
constexpr std::size_t cond_waiters = offsetof(pthread_cond_t, __data.__wrefs);
constexpr std::size_t cond_signals = offsetof(pthread_cond_t, __data.__g_signals);

// The kinds of a mutex: bits of __kind.
constexpr unsigned kind_recursive = 1;
constexpr unsigned kind_known_bits = 0x3ff;
constexpr unsigned kind_shared = 0x80;

constexpr std::uint32_t contended = 2;
constexpr std::uint32_t future_waiter = 0x8000'0000;
constexpr std::uint32_t guard_waiter = 0x10100;  // libstdc++'s: in progress, somebody waits
constexpr std::uint32_t once_in_progress = 1;
constexpr std::uint32_t sane_count = 100'000;
constexpr std::size_t pool_alignment = 64;  // libstdc++'s waiter pool

struct Question {
    std::uint64_t address;
    unsigned command;
    bool is_private;
    bool untimed;
    std::uint32_t expected;
    const Process& process;
    const TargetMemory& memory;

    template <class Value = std::uint32_t>
    [[nodiscard]] std::optional<Value> at(std::int64_t offset) const {
        return memory.read<Value>(address + static_cast<std::uint64_t>(offset));
    }
    [[nodiscard]] std::uint32_t word_at(std::int64_t offset) const {
        return at<std::uint32_t>(offset).value_or(0);
    }
};

Wait wait_on(const Question& question, WaitKind kind, std::uint64_t base) {
    Wait wait;
    wait.kind = kind;
    wait.address = base;
    wait.word.emplace();
    wait.word->expected = question.expected;
    wait.word->value = question.at(0);
    wait.word->process_shared = !question.is_private;
    return wait;
}

void set_owner(FutexWord& word, std::uint32_t owner) {
    if (owner != 0) word.owner = static_cast<pid_t>(owner);
}

// Priority inheritance and robust mutexes: the word itself names the owner.
Wait owner_in_word(const Question& question, bool robust) {
    Wait wait = wait_on(question, WaitKind::mutex, question.address);
    const std::uint32_t value = wait.word->value.value_or(0);
    set_owner(*wait.word, value & FUTEX_TID_MASK);
    wait.word->owner_died = (value & FUTEX_OWNER_DIED) != 0;
    wait.word->robust = robust;
    wait.word->recursive = (question.word_at(mutex_kind) & 3U) == kind_recursive;
    wait.word->process_shared = (question.word_at(mutex_kind) & kind_shared) != 0;
    return wait;
}

bool is_inner_tid(const Process& process, std::uint32_t tid) {
    return std::ranges::any_of(process.threads, [tid](const Thread& thread) {
        const pid_t inner = thread.inner_tid != 0 ? thread.inner_tid : thread.tid;
        return inner == static_cast<pid_t>(tid);
    });
}

bool looks_like_mutex(const Question& question) {
    const auto owner = question.at(mutex_owner);
    const auto users = question.at(mutex_users);
    const auto kind = question.at(mutex_kind);
    return owner && users && kind && *owner != 0 && *owner <= FUTEX_TID_MASK && *users >= 1 &&
           *users <= sane_count / 10 && (*kind & ~kind_known_bits) == 0;
}

Wait mutex(const Question& question) {
    Wait wait = wait_on(question, WaitKind::mutex, question.address);
    const std::uint32_t kind = question.word_at(mutex_kind);
    set_owner(*wait.word, question.word_at(mutex_owner));
    wait.word->owner_unknown = !wait.word->owner;
    wait.word->recursive = (kind & 3U) == kind_recursive;
    wait.word->process_shared = (kind & kind_shared) != 0;
    return wait;
}

// The lock of a FILE names its owner by the address of that thread's descriptor; other locks of the
// C library name nobody.
Wait internal_lock(const Question& question) {
    constexpr std::int64_t file_owner = 8;
    constexpr std::uint64_t tid_in_thread = 0x2d0;  // _thread_db_pthread_tid
    Wait wait = wait_on(question, WaitKind::mutex, question.address);
    const auto thread = question.at<std::uint64_t>(file_owner);
    const auto tid =
        thread ? question.memory.read<std::uint32_t>(*thread + tid_in_thread) : std::nullopt;
    if (tid && is_inner_tid(question.process, *tid))
        set_owner(*wait.word, *tid);
    else
        wait.word->owner_unknown = true;
    return wait;
}

bool is_waited_condvar(const Question& question, std::uint64_t base, unsigned group) {
    const auto waiters = question.memory.read<std::uint32_t>(base + cond_waiters);
    const auto refs = question.memory.read<std::uint32_t>(base + cond_refs + group * 4);
    return waiters && refs && *waiters >> 3U >= 1 && *waiters >> 3U < sane_count && *refs >= 2 &&
           *refs < sane_count;
}

std::optional<Wait> condvar(const Question& question) {
    for (const unsigned group : {0U, 1U}) {
        const std::uint64_t base = question.address - cond_signals - std::uint64_t{group} * 4;
        if (base % alignof(pthread_cond_t) != 0 || !is_waited_condvar(question, base, group))
            continue;
        Wait wait = wait_on(question, WaitKind::condvar, base);
        wait.word->waiters =
            question.memory.read<std::uint32_t>(base + cond_waiters).value_or(0) >> 3U;
        return wait;
    }
    return std::nullopt;
}

std::optional<Wait> semaphore(const Question& question) {
    const auto waiters = question.at(4);
    const auto shared = question.at(8);
    if (question.address % alignof(sem_t) != 0 || !waiters || !shared) return std::nullopt;
    const bool known = *shared == 0 || *shared == FUTEX_PRIVATE_FLAG;
    if (*waiters == 0 || *waiters > sane_count || !known) return std::nullopt;
    Wait wait = wait_on(question, WaitKind::semaphore, question.address);
    wait.word->waiters = *waiters;
    return wait;
}

std::optional<Wait> rwlock_at(const Question& question, std::size_t offset) {
    const std::uint64_t base = question.address - offset;
    const auto head = question.memory.read<std::uint32_t>(base);
    const auto writer = question.memory.read<std::uint32_t>(base + rwlock_writer);
    if (base % alignof(pthread_rwlock_t) != 0 || !head || !writer) return std::nullopt;
    const std::uint32_t readers = *head >> 3U;
    const bool held_by_writer = *writer != 0 && is_inner_tid(question.process, *writer);
    if (readers > sane_count || *writer > FUTEX_TID_MASK || (readers == 0 && !held_by_writer))
        return std::nullopt;
    Wait wait = wait_on(question, WaitKind::rwlock, base);
    set_owner(*wait.word, *writer);
    wait.word->owner_unknown = *writer == 0;
    wait.word->readers = readers;
    return wait;
}

std::optional<Wait> rwlock(const Question& question) {
    if (question.expected != 2 && question.expected != 3) return std::nullopt;
    // A writer behind another one sleeps on the second word, everybody else on the first.
    const auto by_phase = rwlock_at(question, rwlock_phase);
    return by_phase ? by_phase : rwlock_at(question, rwlock_writers);
}

// Whether the word is the counter of a slot in libstdc++'s pool, which serves every object that is
// not an int. Each slot's two words stand in a cache line of their own.
bool looks_pooled(const Question& question) {
    const std::uint32_t waiters = question.word_at(-static_cast<std::int64_t>(pool_alignment));
    return question.address % pool_alignment == 0 && waiters >= 1 && waiters < sane_count / 10;
}

Wait other_word(const Question& question) {
    Wait wait = wait_on(question, WaitKind::atomic, question.address);
    wait.word->pooled = looks_pooled(question);
    return wait;
}

std::optional<Wait> join(const Question& question) {
    if (question.is_private || question.expected == 0) return std::nullopt;
    if (!is_inner_tid(question.process, question.expected)) return std::nullopt;
    if (question.at(0) != question.expected) return std::nullopt;
    Wait wait = wait_on(question, WaitKind::join, question.address);
    wait.target = question.expected;
    return wait;
}

// FUTEX_WAIT_BITSET: the C library's waits for a semaphore, condition variable, rwlock, thread.
std::optional<Wait> by_bitset(const Question& question) {
    if (question.expected == 0) {
        if (auto found = condvar(question)) return found;
        if (auto found = semaphore(question)) return found;
        return std::nullopt;
    }
    if (auto found = join(question)) return found;
    // Only with a limit does a mutex wait by this command.
    if (question.expected == contended && !question.untimed && looks_like_mutex(question))
        return mutex(question);
    return rwlock(question);
}

// FUTEX_WAIT
std::optional<Wait> by_plain_wait(const Question& question) {
    if (question.expected == guard_waiter && !question.is_private)
        return wait_on(question, WaitKind::init, question.address);
    if (question.expected == contended) {
        const bool shared = (question.word_at(mutex_kind) & kind_shared) != 0;
        if (question.is_private != shared && looks_like_mutex(question)) return mutex(question);
        if (question.is_private) return internal_lock(question);
    }
    if (question.is_private && (question.expected & 3U) == once_in_progress &&
        question.expected < sane_count)
        return wait_on(question, WaitKind::call_once, question.address);
    return std::nullopt;
}

std::optional<Wait> recognise(const Question& question) {
    const bool pi = question.command == FUTEX_LOCK_PI || question.command == FUTEX_LOCK_PI2;
    if (pi) return owner_in_word(question, false);
    if (question.expected == future_waiter)
        return wait_on(question, WaitKind::future, question.address);
    if ((question.expected & future_waiter) != 0) return owner_in_word(question, true);
    if (question.command == FUTEX_WAIT) return by_plain_wait(question);
    if (question.command == FUTEX_WAIT_BITSET) return by_bitset(question);
    return std::nullopt;
}

}  // namespace

Wait futex_wait(const os::ProcSyscall& call, const Process& process, const TargetMemory& memory) {
    const Question question{
        .address = call.arguments[0],
        .command = static_cast<unsigned>(call.arguments[1]) & static_cast<unsigned>(FUTEX_CMD_MASK),
        .is_private = (call.arguments[1] & FUTEX_PRIVATE_FLAG) != 0,
        .untimed = call.arguments[3] == 0,
        .expected = static_cast<std::uint32_t>(call.arguments[2]),
        .process = process,
        .memory = memory};
    Wait wait = recognise(question).value_or(other_word(question));
    const bool needs_no_map = question.is_private || wait.kind == WaitKind::join ||
                              wait.kind == WaitKind::init || wait.kind == WaitKind::future;
    wait.word->shared_memory = !needs_no_map && memory.is_shared(question.address);
    return wait;
}

}  // namespace hangar::snapshot
