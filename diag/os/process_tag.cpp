// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>
#include <sys/resource.h>

#include <cerrno>
#include <hangar/diag/os/process_tag.hpp>

namespace hangar::os {
namespace {

constexpr rlim_t largest_tag = rlim_t{1} << 62U;

}  // namespace

int set_process_tag(ProcessTag tag) noexcept {
    rlimit limit{};
    if (::getrlimit(RLIMIT_LOCKS, &limit) != 0) return errno;
    limit.rlim_cur = tag;
    return ::setrlimit(RLIMIT_LOCKS, &limit) == 0 ? 0 : errno;
}

int clear_process_tag() noexcept {
    return set_process_tag(0);
}

Result<std::optional<ProcessTag>> process_tag(pid_t pid) {
    rlimit limit{};
    if (::prlimit(pid, RLIMIT_LOCKS, nullptr, &limit) != 0)
        return last_error("prlimit", fmt::format("pid {}", pid));
    if (limit.rlim_cur == 0 || limit.rlim_cur >= largest_tag) return std::nullopt;
    return limit.rlim_cur;
}

}  // namespace hangar::os
