// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>
#include <signal.h>

#include <cerrno>
#include <hangar/diag/os/proc_dir.hpp>
#include <hangar/diag/os/proc_stat.hpp>
#include <hangar/diag/os/proc_status.hpp>
#include <hangar/diag/tasks/announced.hpp>

namespace hangar::tasks {
namespace {

os::Error trouble(int code, pid_t pid, const char* what) {
    return {code, "ask for tasks", fmt::format("process {} {}", pid, what)};
}

// By its own pid, which in another namespace is not ours.
bool is_announced(const FoundRegistry& found, const os::ProcStatus& status) {
    const pid_t armed = found.registry.stackscope.armed_pid;
    const pid_t inner = status.ns_pids.empty() ? found.process.pid : status.ns_pids.back();
    return armed != 0 && armed == inner && status.caught.contains(SIGUSR1);
}

}  // namespace

os::Result<os::Pidfd> open_announced(const FoundRegistry& found) {
    const pid_t pid = found.process.pid;
    auto handle = os::Pidfd::open(found.process);
    if (!handle) return tl::unexpected(handle.error());
    const auto process = os::ProcDir::open(found.process);
    if (!process) return tl::unexpected(process.error());
    const auto status = os::read_status(*process);
    if (!status) return tl::unexpected(status.error());
    if (!is_announced(found, *status))
        return tl::unexpected(trouble(ENOTSUP, pid, "does not handle SIGUSR1 for it"));
    const auto stat = os::read_stat(*process);
    if (stat && stat->stopped()) return tl::unexpected(trouble(ESTALE, pid, "is stopped"));
    return handle;
}

os::Status request_dump(pid_t pid) {
    const auto found = find_registry_of(pid);
    if (!found) return tl::unexpected(found.error());
    const auto process = open_announced(*found);
    if (!process) return tl::unexpected(process.error());
    return process->signal(SIGUSR1);
}

}  // namespace hangar::tasks
