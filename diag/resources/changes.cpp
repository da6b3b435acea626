// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>
#include <hangar/diag/os/proc_cmdline.hpp>
#include <hangar/diag/os/proc_dir.hpp>
#include <hangar/diag/os/proc_maps.hpp>
#include <hangar/diag/os/socket_text.hpp>
#include <hangar/diag/reap/file_users.hpp>
#include <hangar/diag/reap/shared_memory.hpp>
#include <hangar/diag/resources/changes.hpp>
#include <iterator>

namespace hangar::diag {
namespace {

constexpr std::uint64_t memory_slack = 8U << 20U;

template <class List>
List only_in(const List& list, const List& other) {
    List rest;
    std::ranges::copy_if(list, std::back_inserter(rest), [&](const auto& each) {
        return std::ranges::find(other, each) == other.end();
    });
    return rest;
}

std::optional<NewFd> describe_fd(const os::ProcDir& self, int number) {
    const auto link = self.link(fmt::format("fd/{}", number));
    if (!link) return std::nullopt;
    const auto target = os::parse_fd_target(*link);
    NewFd fd{number, target.kind, target.text};
    if (target.kind == os::FdKind::socket) fd.points_to += ": " + os::describe_socket(number);
    return fd;
}

void describe_fds(const std::vector<int>& numbers, ResourceChanges& into) {
    const auto self = os::ProcDir::open(os::this_process().pid);
    if (!self) return;
    for (const int number : numbers)
        if (auto fd = describe_fd(*self, number)) into.new_fds.push_back(*std::move(fd));
}

void describe_child(const os::ProcessId& id, ResourceChanges& into) {
    const auto dir = os::ProcDir::open(id);
    if (!dir) return;
    into.new_children.push_back({id, os::describe_command(*dir), !os::is_running(id)});
}

// "x.4711.y" names the process 4711, "x.47110" does not.
bool names_pid(const std::string& name, pid_t pid) {
    const std::string number = std::to_string(pid);
    const auto is_digit = [&](std::size_t at) {
        return at < name.size() && name[at] >= '0' && name[at] <= '9';
    };
    for (auto at = name.find(number); at != std::string::npos; at = name.find(number, at + 1))
        if ((at == 0 || !is_digit(at - 1)) && !is_digit(at + number.size())) return true;
    return false;
}

void describe_segments(const std::vector<std::string>& names, ResourceChanges& into) {
    if (names.empty()) return;
    const pid_t self = os::this_process().pid;
    const auto held = reap::files_of(self, reap::posix_segments);
    for (const auto& name : names) {
        NewSegment segment{std::string(reap::posix_segments) + '/' + name, names_pid(name, self)};
        if (std::ranges::find(held, segment.path) != held.end()) segment.ours = true;
        into.new_segments.push_back(std::move(segment));
    }
}

std::int64_t grown_gauges(const ResourceChanges& changes) {
    return std::ranges::count_if(changes.after.gauges, [&](const auto& gauge) {
        const auto before = changes.before.gauges.find(gauge.first);
        return gauge.second > (before == changes.before.gauges.end() ? 0 : before->second);
    });
}

bool more_memory(const ResourceChanges& changes) {
    return changes.after.resident > changes.before.resident + memory_slack;
}

void add_count(std::string& text, std::string_view what, std::int64_t before, std::int64_t after) {
    if (before != after) text += fmt::format("  {}: {} -> {}\n", what, before, after);
}

std::string_view kind_text(os::FdKind kind) {
    switch (kind) {
        case os::FdKind::file:
            return "file";
        case os::FdKind::memfd:
            return "memfd";
        case os::FdKind::pipe:
            return "pipe";
        case os::FdKind::socket:
            return "socket";
        case os::FdKind::epoll:
            return "epoll";
        case os::FdKind::eventfd:
            return "eventfd";
        case os::FdKind::timerfd:
            return "timerfd";
        case os::FdKind::signalfd:
            return "signalfd";
        case os::FdKind::inotify:
            return "inotify";
        case os::FdKind::pidfd:
            return "pidfd";
        case os::FdKind::other:
            return "other";
    }
    return "";
}

void add_new_things(std::string& text, const ResourceChanges& changes) {
    for (const auto& fd : changes.new_fds)
        text +=
            fmt::format("    new fd {} ({}): {}\n", fd.number, kind_text(fd.kind), fd.points_to);
    for (const int fd : changes.closed_fds) text += fmt::format("    closed fd {}\n", fd);
    for (const auto& child : changes.new_children)
        text += fmt::format("    new child {} ({}){}\n", child.id.pid, child.command,
                            child.zombie ? ": a zombie, nobody waited for it" : "");
    for (const auto& segment : changes.new_segments)
        text += fmt::format("    new segment {}{}\n", segment.path,
                            segment.ours ? "" : ": perhaps another process's");
}

}  // namespace

Leak ResourceChanges::grown() const {
    Leak set = Leak::None;
    const auto add_if = [&set](bool grows, Leak leak) {
        if (grows) set = set | leak;
    };
    const auto is_socket = [](const NewFd& fd) { return fd.kind == os::FdKind::socket; };
    const auto more_fds = after.fds.size() > before.fds.size();
    add_if(after.threads > before.threads, Leak::Threads);
    add_if(more_fds, Leak::Fds);
    add_if(more_fds && std::ranges::any_of(new_fds, is_socket), Leak::Sockets);
    add_if(!new_children.empty(), Leak::Children);
    add_if(std::ranges::any_of(new_segments, &NewSegment::ours), Leak::Shm);
    add_if(mappings_before >= 0 && mappings_after > mappings_before, Leak::Mappings);
    add_if(more_memory(*this), Leak::Rss);
    add_if(grown_gauges(*this) > 0, Leak::Gauges);
    return set;
}

bool ResourceChanges::any() const {
    return before.threads != after.threads || before.fds != after.fds ||
           before.children != after.children || before.segments != after.segments ||
           before.gauges != after.gauges || mappings_before != mappings_after || more_memory(*this);
}

std::string ResourceChanges::text() const {
    std::string text;
    const auto size = [](const auto& list) { return static_cast<std::int64_t>(list.size()); };
    add_count(text, "threads", before.threads, after.threads);
    add_count(text, "fds", size(before.fds), size(after.fds));
    add_count(text, "children", size(before.children), size(after.children));
    add_count(text, "segments in /dev/shm", size(before.segments), size(after.segments));
    add_count(text, "mappings", mappings_before, mappings_after);
    for (const auto& [name, value] : after.gauges) {
        const auto was = before.gauges.find(name);
        add_count(text, name, was == before.gauges.end() ? 0 : was->second, value);
    }
    if (more_memory(*this))
        text += fmt::format("  resident memory: {} -> {} KiB\n", before.resident >> 10U,
                            after.resident >> 10U);
    add_new_things(text, *this);
    return text;
}

ResourceChanges compare_resources(std::string label, const ResourceCounts& before,
                                  const ResourceCounts& after) {
    ResourceChanges changes;
    changes.label = std::move(label);
    changes.before = before;
    changes.after = after;
    if (before.fds != after.fds) {
        describe_fds(only_in(after.fds, before.fds), changes);
        changes.closed_fds = only_in(before.fds, after.fds);
    }
    for (const auto& id : only_in(after.children, before.children)) describe_child(id, changes);
    describe_segments(only_in(after.segments, before.segments), changes);
    return changes;
}

std::int64_t count_mappings() {
    const auto text = os::read_proc_file("/proc/self/maps");
    return text ? std::ranges::count(*text, '\n') : -1;
}

}  // namespace hangar::diag
