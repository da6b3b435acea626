// SPDX-License-Identifier: Apache-2.0
#include <unistd.h>

#include <cerrno>
#include <hangar/diag/os/proc_stat.hpp>
#include <hangar/diag/os/process.hpp>

namespace hangar::os {
namespace {

Result<ProcStat> stat_of(pid_t pid) {
    return ProcDir::open(pid).and_then([](const ProcDir& dir) { return read_stat(dir); });
}

}  // namespace

Result<ProcessId> identify(pid_t pid) {
    const auto stat = stat_of(pid);
    if (stat) return ProcessId{pid, stat->start_time};
    const Error& cause = stat.error();
    return error(is_gone(cause) ? ESRCH : cause.code, cause.operation, cause.target);
}

ProcessId this_process() {
    const pid_t pid = ::getpid();
    return identify(pid).value_or(ProcessId{pid, 0});
}

pid_t this_thread() noexcept {
    return ::gettid();
}

bool exists(const ProcessId& id) {
    const auto now = identify(id.pid);
    return now ? *now == id : !is_gone(now.error());
}

bool is_running(const ProcessId& id) {
    const auto stat = stat_of(id.pid);
    if (!stat) return !is_gone(stat.error());
    return stat->start_time == id.start_time && !stat->ended();
}

}  // namespace hangar::os
