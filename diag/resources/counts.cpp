// SPDX-License-Identifier: Apache-2.0
#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <hangar/diag/os/child_glance.hpp>
#include <hangar/diag/os/dir_stream.hpp>
#include <hangar/diag/os/proc_children.hpp>
#include <hangar/diag/os/proc_stat.hpp>
#include <hangar/diag/os/proc_text.hpp>
#include <hangar/diag/resources/counts.hpp>

namespace hangar::diag {
namespace {

// Without the descriptor by which they are read.
os::Result<std::vector<int>> own_fds() {
    auto stream = os::DirStream::open(AT_FDCWD, "/proc/self/fd");
    if (!stream) return tl::unexpected(stream.error());
    std::vector<int> numbers;
    for (;;) {
        const auto name = stream->next();
        if (!name) return tl::unexpected(name.error());
        if (name->empty()) break;
        const auto number = os::parse_number<int>(*name);
        if (number && *number != stream->fd()) numbers.push_back(*number);
    }
    std::ranges::sort(numbers);
    return numbers;
}

// A machine without /dev/shm has no segments.
std::vector<std::string> segment_names() {
    std::vector<std::string> names;
    auto stream = os::DirStream::open(AT_FDCWD, "/dev/shm");
    while (stream) {
        auto name = stream->next();
        if (!name || name->empty()) break;
        names.push_back(*std::move(name));
    }
    std::ranges::sort(names);
    return names;
}

bool is_helper(const os::ProcessId& id) {
    const auto stat =
        os::ProcDir::open(id).and_then([](const os::ProcDir& dir) { return os::read_stat(dir); });
    return stat && stat->exit_signal == 0;
}

}  // namespace

os::Result<std::vector<os::ProcessId>> own_children() {
    if (os::glance_at_children() == os::ChildGlance::none) return std::vector<os::ProcessId>();
    auto children = os::children_of_this_process();
    if (children) std::erase_if(*children, is_helper);
    return children;
}

os::Result<ResourceCounts> count_resources() {
    const auto text = os::read_proc_file("/proc/self/stat");
    if (!text) return tl::unexpected(text.error());
    const auto stat = os::parse_stat(*text);
    if (!stat) return os::error(EBADMSG, "read", "/proc/self/stat");
    auto fds = own_fds();
    if (!fds) return tl::unexpected(fds.error());
    auto children = own_children();
    if (!children) return tl::unexpected(children.error());
    ResourceCounts counts;
    counts.threads = stat->num_threads;
    counts.resident =
        static_cast<std::uint64_t>(stat->rss) * static_cast<std::uint64_t>(::sysconf(_SC_PAGESIZE));
    counts.fds = *std::move(fds);
    counts.children = *std::move(children);
    counts.segments = segment_names();
    counts.gauges = read_gauges();
    return counts;
}

}  // namespace hangar::diag
