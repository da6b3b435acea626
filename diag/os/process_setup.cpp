// SPDX-License-Identifier: Apache-2.0
#include <fcntl.h>
#include <sys/prctl.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <hangar/diag/os/process_setup.hpp>
#include <limits>

namespace hangar::os {
namespace {

int outcome(int result) noexcept {
    return result < 0 ? errno : 0;
}

int close_gap(unsigned first, unsigned last) noexcept {
    return first > last ? 0 : outcome(::close_range(first, last, 0));
}

int place(FdPlacement placement) noexcept {
    while (::dup2(placement.source, placement.target) < 0)
        if (errno != EINTR && errno != EBUSY) return errno;
    return 0;
}

}  // namespace

int close_fds_except(std::span<const int> keep) noexcept {
    unsigned next = 0;
    for (const int fd : keep) {
        const auto kept = static_cast<unsigned>(fd);
        if (kept > next)
            if (const int failure = close_gap(next, kept - 1); failure != 0) return failure;
        next = kept + 1;
    }
    return close_gap(next, std::numeric_limits<unsigned>::max());
}

int place_fds(std::span<FdPlacement> placements) noexcept {
    int above = 0;
    for (const auto& each : placements) above = std::max(above, each.target + 1);
    // All sources out of the way first: placing one could overwrite the source of the next.
    for (auto& each : placements) {
        each.source = ::fcntl(each.source, F_DUPFD_CLOEXEC, above);
        if (each.source < 0) return errno;
    }
    for (const auto& each : placements)
        if (const int failure = place(each); failure != 0) return failure;
    return 0;
}

int set_parent_death_signal(int signal, pid_t expected_parent) noexcept {
    if (::prctl(PR_SET_PDEATHSIG, signal) != 0) return errno;
    return ::getppid() == expected_parent ? 0 : ESRCH;
}

int new_process_group() noexcept {
    return outcome(::setpgid(0, 0));
}

int new_session() noexcept {
    return outcome(::setsid());
}

int set_subreaper(bool on) noexcept {
    return outcome(::prctl(PR_SET_CHILD_SUBREAPER, on ? 1UL : 0UL));
}

int exec_fd(int fd, char* const* arguments, char* const* environment) noexcept {
    return outcome(::execveat(fd, "", arguments, environment, AT_EMPTY_PATH));
}

int exec_path(const char* path, char* const* arguments, char* const* environment) noexcept {
    return outcome(::execve(path, arguments, environment));
}

}  // namespace hangar::os
