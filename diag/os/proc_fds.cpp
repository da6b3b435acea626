// SPDX-License-Identifier: Apache-2.0
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <climits>
#include <hangar/diag/os/dir_stream.hpp>
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

tl::unexpected<Error> about(const Error& cause, const ProcDir& dir) {
    return tl::unexpected(Error{cause.code, cause.operation, dir.path() + "/fd"});
}

// A link of /proc is no longer than this.
Result<FdTarget> read_link(int folder, const std::string& name) {
    std::array<char, PATH_MAX> text;
    const ssize_t size = ::readlinkat(folder, name.c_str(), text.data(), text.size());
    if (size < 0) return last_error("readlink", name);
    return parse_fd_target(std::string_view(text.data(), static_cast<std::size_t>(size)));
}

}  // namespace

FdTarget parse_fd_target(std::string_view link) {
    FdTarget target = classify(link);
    target.text = link;
    return target;
}

Result<std::vector<OpenFd>> read_fds(const ProcDir& dir) {
    auto folder = DirStream::open(dir.fd(), "fd");
    if (!folder) return about(folder.error(), dir);
    std::vector<OpenFd> open;
    for (;;) {
        const auto name = folder->next();
        if (!name) return about(name.error(), dir);
        if (name->empty()) break;
        const auto number = parse_number<int>(*name);
        auto target = number ? read_link(folder->fd(), *name) : error(ENOENT, "readlink", *name);
        if (target) open.push_back({*number, std::move(*target)});
        if (!target && !is_gone(target.error())) return about(target.error(), dir);
    }
    std::ranges::sort(open, {}, &OpenFd::number);
    return open;
}

}  // namespace hangar::os
