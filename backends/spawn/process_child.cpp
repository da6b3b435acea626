// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>
#include <signal.h>

#include <hangar/backends/runtime/async_fd.hpp>
#include <hangar/backends/runtime/errors.hpp>
#include <hangar/backends/spawn/process_child.hpp>
#include <hangar/diag/os/invariant.hpp>
#include <hangar/diag/os/proc_children.hpp>
#include <hangar/diag/os/subtree.hpp>

namespace hangar::spawn {

std::string ChildEnd::describe() const {
    if (!status) return "its thread ended";
    if (!host) return status->describe();
    return fmt::format("its host (pid {}) ended: {}", *host, status->describe());
}

runtime::Task<ChildEnd> ProcessChild::wait() {
    if (!end_) {
        const os::WaitStatus status = co_await collect();
        end_ = ChildEnd{status, std::nullopt};
    }
    co_return *end_;
}

runtime::Task<os::WaitStatus> ProcessChild::collect() {
    co_await runtime::wait_exit(process_);
    const auto status = runtime::value_or_throw(process_.collect());
    os::require(status.has_value(), "an ended child has a status");
    co_return *status;
}

void ProcessChild::terminate() noexcept {
    // A child that has ended meanwhile is what was asked for.
    if (!ended()) static_cast<void>(process_.signal(SIGTERM));
}

runtime::Task<std::string> ProcessChild::destroy(os::Deadline deadline) {
    // Also those that have ended, and whose parent in it has not noticed: they left things, too.
    if (const auto all = os::descendants_of(process_.id()))
        for (const auto& process : *all) killed_.push_back(process.pid);
    const auto killed = os::kill_subtree(process_, deadline);
    for (const auto& process : killed.killed) killed_.push_back(process.id.pid);
    if (!killed.complete()) {
        co_return fmt::format("killed, but {} of its processes live on", killed.survivors.size());
    }
    co_return fmt::format("killed, {} processes", killed.killed.size());
}

}  // namespace hangar::spawn
