// SPDX-License-Identifier: Apache-2.0
#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <hangar/diag/os/child_glance.hpp>
#include <hangar/diag/os/dir_stream.hpp>
#include <hangar/diag/os/file_facts.hpp>
#include <hangar/diag/os/proc_children.hpp>
#include <hangar/diag/os/proc_stat.hpp>
#include <hangar/diag/os/proc_text.hpp>
#include <hangar/diag/os/process.hpp>
#include <hangar/diag/os/thread_count.hpp>
#include <hangar/diag/resources/counts.hpp>
#include <string_view>

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

os::Result<std::int64_t> number_of_own_fds() {
    const auto directory = os::file_facts(AT_FDCWD, "/proc/self/fd");
    if (!directory) return tl::unexpected(directory.error());
    if (directory->size > 0) return static_cast<std::int64_t>(directory->size);
    // An old kernel does not tell, or there is none.
    return own_fds().map([](const auto& fds) { return static_cast<std::int64_t>(fds.size()); });
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

// Not /proc/self/stat, for whose other fields the kernel asks the scheduler.
os::Result<std::uint64_t> resident_bytes() {
    const auto text = os::read_proc_file("/proc/self/statm");
    if (!text) return tl::unexpected(text.error());
    std::string_view rest = *text;
    std::uint64_t size = 0;
    std::uint64_t resident = 0;
    if (!os::cut_number(rest, size) || !os::cut_number(rest, resident))
        return os::error(EBADMSG, "read", "/proc/self/statm");
    return resident * static_cast<std::uint64_t>(::sysconf(_SC_PAGESIZE));
}

os::Result<std::int64_t> own_threads() {
    const auto self = os::ProcDir::open(os::this_process().pid);
    if (!self) return tl::unexpected(self.error());
    if (const auto count = os::count_threads(*self)) return static_cast<std::int64_t>(*count);
    const auto stat = os::read_stat(*self);
    if (!stat) return tl::unexpected(stat.error());
    return stat->num_threads;
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

os::Result<ResourceLevels> measure_resources(const std::vector<os::ProcessId>& children) {
    const auto resident = resident_bytes();
    if (!resident) return tl::unexpected(resident.error());
    const auto threads = own_threads();
    if (!threads) return tl::unexpected(threads.error());
    const auto fds = number_of_own_fds();
    if (!fds) return tl::unexpected(fds.error());
    ResourceLevels levels;
    levels.threads = *threads;
    levels.fds = *fds;
    levels.children = static_cast<std::int64_t>(children.size());
    levels.segments = static_cast<std::int64_t>(segment_names().size());
    levels.resident = *resident;
    levels.gauges = read_gauges();
    return levels;
}

os::Result<ResourceCounts> count_resources() {
    const auto resident = resident_bytes();
    if (!resident) return tl::unexpected(resident.error());
    const auto threads = own_threads();
    if (!threads) return tl::unexpected(threads.error());
    auto fds = own_fds();
    if (!fds) return tl::unexpected(fds.error());
    auto children = own_children();
    if (!children) return tl::unexpected(children.error());
    ResourceCounts counts;
    counts.threads = *threads;
    counts.resident = *resident;
    counts.fds = *std::move(fds);
    counts.children = *std::move(children);
    counts.segments = segment_names();
    counts.gauges = read_gauges();
    return counts;
}

}  // namespace hangar::diag
