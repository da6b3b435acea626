// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <array>
#include <hangar/diag/os/proc_fds.hpp>
#include <hangar/diag/os/proc_text.hpp>
#include <span>

namespace hangar::os {
namespace {

struct Known {
    std::string_view name;
    FdKind kind;
};

// "anon_inode:[eventpoll]", "anon_inode:inotify"
constexpr auto anonymous = std::to_array<Known>({{"[eventpoll]", FdKind::epoll},
                                                 {"[eventfd]", FdKind::eventfd},
                                                 {"[timerfd]", FdKind::timerfd},
                                                 {"[signalfd]", FdKind::signalfd},
                                                 {"inotify", FdKind::inotify},
                                                 {"[pidfd]", FdKind::pidfd}});

// "pipe:[4711]"
constexpr auto numbered = std::to_array<Known>(
    {{"pipe", FdKind::pipe}, {"socket", FdKind::socket}, {"pidfd", FdKind::pidfd}});

FdKind kind_in(std::span<const Known> table, std::string_view name) {
    const auto found = std::ranges::find(table, name, &Known::name);
    return found == table.end() ? FdKind::other : found->kind;
}

FdTarget numbered_target(FdKind kind, std::string_view number) {
    FdTarget target;
    if (!number.starts_with('[') || !number.ends_with(']')) return target;
    const auto inode = parse_number<std::uint64_t>(number.substr(1, number.size() - 2));
    if (!inode) return target;
    target.kind = kind;
    target.inode = *inode;
    return target;
}

FdTarget classify(std::string_view link) {
    if (link.starts_with("/memfd:")) return {FdKind::memfd, 0, {}};
    if (link.starts_with('/')) return {FdKind::file, 0, {}};
    const std::string_view prefix = cut(link, ':');
    if (prefix == "anon_inode") return {kind_in(anonymous, link), 0, {}};
    return numbered_target(kind_in(numbered, prefix), link);
}

}  // namespace

FdTarget parse_fd_target(std::string_view link) {
    FdTarget target = classify(link);
    target.text = link;
    return target;
}

Result<std::vector<OpenFd>> read_fds(const ProcDir& dir) {
    const auto numbers = dir.numbers("fd");
    if (!numbers) return tl::unexpected(numbers.error());
    std::vector<OpenFd> open;
    for (const int number : *numbers) {
        const auto link = dir.link("fd/" + std::to_string(number));
        if (!link && !is_gone(link.error())) return tl::unexpected(link.error());
        if (link) open.push_back({number, parse_fd_target(*link)});
    }
    return open;
}

}  // namespace hangar::os
