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
constexpr std::size_t mutex_kind = offsetof(pthread_mutex_t, __data.__kind);
constexpr std::size_t rwlock_phase = offsetof(pthread_rwlock_t, __data.__wrphase_futex);
constexpr std::size_t rwlock_writers = offsetof(pthread_rwlock_t, __data.__writers_futex);
constexpr std::size_t cond_signals = offsetof(pthread_cond_t, __data.__g_signals);

// The kinds of a mutex: bits of __kind.
constexpr unsigned kind_recursive = 1;
constexpr unsigned kind_adaptive = 3;
constexpr unsigned kind_robust = 0x10;
constexpr unsigned kind_known_bits = 0x3ff;
constexpr unsigned kind_shared = 0x80;

constexpr std::uint32_t contended = 2;
constexpr std::uint32_t future_waiter = 0x8000'0000;
constexpr std::uint32_t guard_waiter = 0x10100;  // libstdc++'s: in progress, somebody waits
constexpr std::uint32_t once_in_progress = 1;
constexpr std::uint32_t sane_count = 100'000;
constexpr std::uint32_t most_threads = 1U << 22U;  // the kernel numbers no further
constexpr std::size_t pool_alignment = 64;         // libstdc++'s waiter pool

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
    // Not of the call: the C library calls for every robust mutex as for a shared one.
    if (robust) wait.word->process_shared = (question.word_at(mutex_kind) & kind_shared) != 0;
    return wait;
}

bool is_inner_tid(const Process& process, std::uint32_t tid) {
    return std::ranges::any_of(process.threads, [tid](const Thread& thread) {
        const pid_t inner = thread.inner_tid != 0 ? thread.inner_tid : thread.tid;
        return inner == static_cast<pid_t>(tid);
    });
}

// An owner that is no thread of the process is believed only if nothing else in the mutex speaks
// against it: other libraries have locks that sleep alike, with their own data behind the word.
bool is_mutex_to_the_last_byte(const __pthread_mutex_s& mutex) {
    constexpr int init = 1;  // more often a count than a thread
    const auto kind = static_cast<unsigned>(mutex.__kind);
    const bool recursive = (kind & 3U) == kind_recursive;
    const bool spins = (kind & 3U) == kind_adaptive;
    const bool linked = mutex.__list.__prev != nullptr || mutex.__list.__next != nullptr;
    return mutex.__lock == static_cast<int>(contended) && mutex.__owner != init &&
           (mutex.__count != 0) == recursive && (spins || mutex.__spins == 0) && !linked;
}

bool looks_like_mutex(const Question& question) {
    const auto mutex = question.at<__pthread_mutex_s>(0);
    if (!mutex) return false;
    const auto owner = static_cast<std::uint32_t>(mutex->__owner);
    const bool sane = owner != 0 && owner <= most_threads && mutex->__nusers >= 1 &&
                      mutex->__nusers <= sane_count / 10 &&
                      (static_cast<unsigned>(mutex->__kind) & ~kind_known_bits) == 0;
    return sane && (is_inner_tid(question.process, owner) || is_mutex_to_the_last_byte(*mutex));
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

// Its members agree: no more wait in the group than in all, nor in all than ever came.
bool is_waited_condvar(const __pthread_cond_s& cond, unsigned group) {
    const std::uint32_t waiters = cond.__wrefs >> 3U;
    const std::uint32_t in_group = cond.__g_refs[group] >> 1U;
    const std::uint64_t came = cond.__wseq.__value64 >> 1U;
    const std::uint64_t first_group = cond.__g1_start.__value64 >> 1U;
    return waiters >= 1 && waiters < sane_count && in_group >= 1 && in_group <= waiters &&
           waiters <= came && first_group <= came;
}

std::optional<Wait> condvar(const Question& question) {
    for (const unsigned group : {0U, 1U}) {
        const std::uint64_t base = question.address - cond_signals - std::uint64_t{group} * 4;
        const auto cond = question.memory.read<__pthread_cond_s>(base);
        if (base % alignof(pthread_cond_t) != 0 || !cond || !is_waited_condvar(*cond, group))
            continue;
        Wait wait = wait_on(question, WaitKind::condvar, base);
        wait.word->waiters = cond->__wrefs >> 3U;
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

// Nothing but what the C library puts there.
bool is_rwlock(const __pthread_rwlock_arch_t& lock) {
    constexpr unsigned most_flags = PTHREAD_RWLOCK_PREFER_WRITER_NONRECURSIVE_NP;
    return lock.__pad3 == 0 && lock.__pad4 == 0 && (lock.__shared == 0 || lock.__shared == 1) &&
           lock.__flags <= most_flags && lock.__readers >> 3U <= sane_count;
}

std::optional<Wait> rwlock_at(const Question& question, std::size_t offset) {
    constexpr std::uint32_t held_to_write = 3;
    const std::uint64_t base = question.address - offset;
    const auto lock = question.memory.read<__pthread_rwlock_arch_t>(base);
    if (base % alignof(pthread_rwlock_t) != 0 || !lock || !is_rwlock(*lock)) return std::nullopt;
    const auto writer = static_cast<std::uint32_t>(lock->__cur_writer);
    const std::uint32_t readers = lock->__readers >> 3U;
    const bool held_by_writer = writer != 0 && writer <= most_threads &&
                                (is_inner_tid(question.process, writer) ||
                                 (lock->__readers & held_to_write) == held_to_write);
    if (writer == 0 ? readers == 0 : !held_by_writer) return std::nullopt;
    Wait wait = wait_on(question, WaitKind::rwlock, base);
    set_owner(*wait.word, writer);
    wait.word->owner_unknown = writer == 0;
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
        // In a condition variable the word where a semaphore counts its waiters is nearly always 0;
        // what stands before a semaphore may be anything.
        if (auto found = semaphore(question)) return found;
        if (auto found = condvar(question)) return found;
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
    if (question.expected == future_waiter && !question.is_private)
        return wait_on(question, WaitKind::future, question.address);
    // The C library never waits for a robust mutex as for a private word; others have other uses
    // for the high bit.
    const bool robust = (question.expected & future_waiter) != 0 && !question.is_private &&
                        (question.word_at(mutex_kind) & kind_robust) != 0;
    if (robust) return owner_in_word(question, true);
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
