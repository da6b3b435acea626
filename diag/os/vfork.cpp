// SPDX-License-Identifier: Apache-2.0
#include <sched.h>
#include <sys/mman.h>

#include <optional>

#include <hangar/diag/os/new_process.hpp>
#include <hangar/diag/os/signals.hpp>
#include <hangar/diag/os/vfork.hpp>

// ThreadSanitizer replaces clone by one that believes memory is copied, and then finds its own
// locks unlocked twice. Under its other name the C library's function is left alone.
// NOLINTNEXTLINE(readability-identifier-naming)
extern "C" int __clone(int (*child)(void*), void* stack, int flags, void* argument, ...) noexcept;

namespace hangar::os {
namespace {

// The child's stack, with a page below it that nobody may touch.
class Stack {
  public:
    Stack() noexcept
        : base_(::mmap(nullptr, size, PROT_READ | PROT_WRITE,
                       MAP_PRIVATE | MAP_ANONYMOUS | MAP_STACK, -1, 0)) {
        if (*this) ::mprotect(base_, guard, PROT_NONE);
    }
    ~Stack() {
        if (*this) ::munmap(base_, size);
    }
    Stack(const Stack&) = delete;
    Stack& operator=(const Stack&) = delete;

    explicit operator bool() const noexcept { return base_ != MAP_FAILED; }
    [[nodiscard]] void* top() const noexcept { return static_cast<char*>(base_) + size; }

  private:
    static constexpr std::size_t size = 256U << 10U;
    static constexpr std::size_t guard = 4096;
    void* base_;
};

struct Cloned {
    Fd pidfd;
    pid_t pid;
};

Result<Cloned> clone_in_our_memory(const Stack& stack, int (*child)(void*), void* argument,
                                   int exit_signal) {
    if (!stack) return last_error("mmap", "a child's stack");
    // A handler that ran in the child would run in our memory.
    const ScopedSignalBlock block(SignalSet::all());
    int pidfd = -1;
    const int flags = CLONE_VM | CLONE_VFORK | CLONE_PIDFD | exit_signal;
    const pid_t pid = ::__clone(child, stack.top(), flags, argument, &pidfd);
    if (pid < 0) return last_error("clone");
    return Cloned{Fd(pidfd), pid};
}

}  // namespace

Result<Pidfd> vfork_process(int (*child)(void*), void* argument, int exit_signal) {
    const Stack stack;
    auto cloned = clone_in_our_memory(stack, child, argument, exit_signal);
    if (!cloned) return tl::unexpected(cloned.error());
    return own_new_process(std::move(cloned->pidfd), cloned->pid);
}

Result<Pidfd> vfork_unidentified(int (*child)(void*), void* argument) {
    // Kept, since mapping one shows: the thread waits until the child is done with it.
    thread_local std::optional<Stack> stack;
    if (!stack || !*stack) stack.emplace();
    auto cloned = clone_in_our_memory(*stack, child, argument, SIGCHLD);
    if (!cloned) return tl::unexpected(cloned.error());
    return Pidfd::adopt(std::move(cloned->pidfd), ProcessId{cloned->pid, 0});
}

}  // namespace hangar::os
