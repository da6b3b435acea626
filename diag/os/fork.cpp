// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>
#include <linux/sched.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <hangar/diag/os/fork.hpp>
#include <hangar/diag/os/new_process.hpp>
#include <hangar/diag/os/sanitizer_locks.hpp>

namespace hangar::os {

namespace {

pid_t fork_with_free_locks() {
    const SanitizerLocks held;
    return ::fork();
}

}  // namespace

Result<ForkResult> fork_process() {
    const pid_t pid = fork_with_free_locks();
    if (pid < 0) return last_error("fork");
    if (pid == 0) return ForkResult{};
    auto child = Pidfd::open(pid);
    if (child) return ForkResult{std::move(*child)};
    // Without a handle nobody could end it. Not collected yet: the number is still its own.
    ::kill(pid, SIGKILL);
    while (::waitpid(pid, nullptr, 0) < 0 && errno == EINTR) {
    }
    return tl::unexpected(child.error());
}

Result<ForkResult> clone_process(int exit_signal) {
    int pidfd = -1;
    clone_args arguments{};
    arguments.flags = CLONE_PIDFD;
    arguments.pidfd = reinterpret_cast<std::uint64_t>(&pidfd);
    arguments.exit_signal = static_cast<std::uint64_t>(exit_signal);
    const long pid = ::syscall(SYS_clone3, &arguments, sizeof arguments);
    if (pid < 0) return last_error("clone3");
    if (pid == 0) return ForkResult{};
    auto child = own_new_process(Fd(pidfd), static_cast<pid_t>(pid));
    if (!child) return tl::unexpected(child.error());
    return ForkResult{std::move(*child)};
}

}  // namespace hangar::os
