// SPDX-License-Identifier: Apache-2.0
#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>

#include <cerrno>
#include <hangar/diag/os/own_children.hpp>
#include <hangar/diag/os/proc_children.hpp>
#include <hangar/diag/os/proc_text.hpp>

namespace hangar::os {
namespace {

constexpr std::size_t longest_list = 64U << 20U;

// A directory has a link from each that is in it, and two of its own.
bool has_one_thread(int threads) {
    struct stat facts {};
    return ::fstat(threads, &facts) == 0 && facts.st_nlink == 3;
}

}  // namespace

Result<OwnChildren> OwnChildren::open() {
    const pid_t self = this_process().pid;
    auto threads = open_file(AT_FDCWD, fmt::format("/proc/{}/task", self), O_RDONLY | O_DIRECTORY);
    if (!threads) return tl::unexpected(threads.error());
    auto children = open_file(threads->get(), fmt::format("{}/children", self), O_RDONLY);
    if (!children && children.error().code == ENOENT)
        return error(ENOTSUP, "read", children.error().target);
    if (!children) return tl::unexpected(children.error());
    return OwnChildren(std::move(*threads), std::move(*children));
}

Result<std::vector<pid_t>> OwnChildren::numbers() const {
    std::vector<pid_t> pids;
    if (has_one_thread(threads_.get())) {
        const auto line = read_at(children_.get(), 0, longest_list);
        if (!line) return tl::unexpected(line.error());
        std::string_view rest = *line;
        for (pid_t pid = 0; cut_number(rest, pid);) pids.push_back(pid);
        return pids;
    }
    const auto children = children_of_this_process();
    if (!children) return tl::unexpected(children.error());
    for (const auto& child : *children) pids.push_back(child.pid);
    return pids;
}

}  // namespace hangar::os
