// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <cerrno>
#include <hangar/diag/os/proc_children.hpp>
#include <hangar/diag/os/proc_stat.hpp>
#include <hangar/diag/os/proc_text.hpp>

namespace hangar::os {
namespace {

// A thread that ended has no children any more; but a kernel built without these files must not
// look like a process without children.
Result<std::string> children_line(const ProcDir& parent, pid_t tid) {
    const std::string task = fmt::format("task/{}/", tid);
    auto line = parent.read(task + "children");
    if (line || !is_gone(line.error())) return line;
    if (parent.read(task + "comm")) return error(ENOTSUP, "read", line.error().target);
    return std::string();
}

Result<std::vector<pid_t>> child_pids(const ProcDir& parent) {
    const auto tids = parent.numbers("task");
    if (!tids) return tl::unexpected(tids.error());
    std::vector<pid_t> pids;
    for (const pid_t tid : *tids) {
        const auto line = children_line(parent, tid);
        if (!line) return tl::unexpected(line.error());
        std::string_view rest = *line;
        for (pid_t pid = 0; cut_number(rest, pid);) pids.push_back(pid);
    }
    return pids;
}

// Adds `pid` if it still is a child of `parent`: it may have been collected and its number reused.
Status add_child(pid_t parent, pid_t pid, std::vector<ProcessId>& into) {
    const auto stat =
        ProcDir::open(pid).and_then([](const ProcDir& dir) { return read_stat(dir); });
    if (!stat && !is_gone(stat.error())) return tl::unexpected(stat.error());
    if (stat && stat->ppid == parent) into.push_back({pid, stat->start_time});
    return {};
}

Status add_children(const ProcessId& parent, std::vector<ProcessId>& into) {
    const auto dir = ProcDir::open(parent);
    if (!dir) return tl::unexpected(dir.error());
    const auto pids = child_pids(*dir);
    if (!pids) return tl::unexpected(pids.error());
    for (const pid_t pid : *pids)
        if (auto added = add_child(parent.pid, pid, into); !added) return added;
    return {};
}

tl::unexpected<Error> gone_is_esrch(Error error) {
    if (is_gone(error)) error.code = ESRCH;
    return tl::unexpected(std::move(error));
}

}  // namespace

Result<std::vector<ProcessId>> children_of(const ProcessId& parent) {
    std::vector<ProcessId> children;
    if (const auto done = add_children(parent, children); !done) return gone_is_esrch(done.error());
    return children;
}

Result<std::vector<ProcessId>> children_of_this_process() {
    return children_of(this_process());
}

Result<std::vector<ProcessId>> descendants_of(const ProcessId& root) {
    auto found = children_of(root);
    if (!found) return found;
    // Grows while it is walked, level by level.
    for (std::size_t i = 0; i < found->size(); ++i) {
        const ProcessId parent = (*found)[i];
        const auto done = add_children(parent, *found);
        if (!done && !is_gone(done.error())) return tl::unexpected(done.error());
    }
    return found;
}

}  // namespace hangar::os
