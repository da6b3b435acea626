// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <cerrno>
#include <hangar/diag/os/orphans.hpp>
#include <hangar/diag/os/pidfd.hpp>
#include <hangar/diag/os/proc_children.hpp>

namespace hangar::os {
namespace {

// Empty while it runs, or when somebody else was quicker.
Result<std::optional<WaitStatus>> collect(const ProcessId& id) {
    const auto status =
        Pidfd::open(id).and_then([](const Pidfd& handle) { return handle.collect(); });
    if (!status && (status.error().code == ESRCH || status.error().code == ECHILD))
        return std::nullopt;
    return status;
}

}  // namespace

Result<std::vector<CollectedOrphan>> collect_orphans(std::span<const ProcessId> ours) {
    const auto children = children_of_this_process();
    if (!children) return tl::unexpected(children.error());
    std::vector<CollectedOrphan> collected;
    for (const auto& child : *children) {
        if (std::ranges::find(ours, child) != ours.end() || is_running(child)) continue;
        const auto status = collect(child);
        if (!status) return tl::unexpected(status.error());
        if (*status) collected.push_back({child, **status});
    }
    return collected;
}

}  // namespace hangar::os
