// SPDX-License-Identifier: Apache-2.0
#include <fcntl.h>
#include <fmt/format.h>
#include <signal.h>
#include <sys/wait.h>

#include <cerrno>
#include <hangar/diag/os/pidfd.hpp>

extern "C" {  // glibc 2.36 forgot it
#include <sys/pidfd.h>
}

namespace hangar::os {
namespace {

std::string named(pid_t pid) {
    return fmt::format("pid {}", pid);
}

// __WALL: a child cloned with another exit signal than SIGCHLD is a child, too.
Result<std::optional<WaitStatus>> wait_now(int fd, pid_t pid, int extra) {
    siginfo_t info{};
    const int flags = WEXITED | WNOHANG | __WALL | extra;
    while (::waitid(P_PIDFD, static_cast<id_t>(fd), &info, flags) != 0)
        if (errno != EINTR) return last_error("waitid", named(pid));
    if (info.si_pid == 0) return std::nullopt;
    return WaitStatus::from_siginfo(info.si_code, info.si_status);
}

}  // namespace

Result<Pidfd> Pidfd::open(pid_t pid) {
    Fd fd(::pidfd_open(pid, 0));
    if (!fd) return last_error("pidfd_open", named(pid));
    auto id = identify(pid);
    if (!id) return tl::unexpected(id.error());
    auto handle = adopt(std::move(fd), *id);
    // Unreaped after its identity was read: so the number was its own all the while.
    if (const auto there = handle.signal(0); !there && there.error().code != EPERM)
        return error(ESRCH, "pidfd_open", named(pid));
    return handle;
}

Result<Pidfd> Pidfd::open(const ProcessId& id) {
    auto handle = open(id.pid);
    if (handle && handle->id() != id) return error(ESRCH, "pidfd_open", named(id.pid));
    return handle;
}

Pidfd Pidfd::adopt(Fd fd, ProcessId id) noexcept {
    Pidfd handle;
    handle.fd_ = std::move(fd);
    handle.id_ = id;
    return handle;
}

Status Pidfd::signal(int signal) const {
    if (::pidfd_send_signal(fd_.get(), signal, nullptr, 0) != 0)
        return last_error("pidfd_send_signal", named(id_.pid));
    return {};
}

Result<bool> Pidfd::wait_exit(Deadline deadline) const {
    return wait_readable(fd_.get(), deadline);
}

Result<std::optional<WaitStatus>> Pidfd::peek() const {
    return wait_now(fd_.get(), id_.pid, WNOWAIT);
}

Result<std::optional<WaitStatus>> Pidfd::collect() const {
    return wait_now(fd_.get(), id_.pid, 0);
}

Result<Fd> Pidfd::get_fd(int number) const {
    Fd copy(::pidfd_getfd(fd_.get(), number, 0));
    if (!copy) return last_error("pidfd_getfd", fmt::format("fd {} of pid {}", number, id_.pid));
    return copy;
}

}  // namespace hangar::os
