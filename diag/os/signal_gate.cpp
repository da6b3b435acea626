// SPDX-License-Identifier: Apache-2.0
// The only place that signals a group, by its negated number.
#include <fmt/format.h>
#include <signal.h>

#include <cerrno>
#include <hangar/diag/os/pidfd.hpp>

namespace hangar::os {

Status signal_group(const ProcessGroup& group, int signal) {
    const std::string target = fmt::format("process group {}", group.leader);
    // 0 would be our own group, 1 (negated: -1) everything we may signal.
    if (group.leader <= 1) return error(EINVAL, "kill", target);
    if (::kill(-group.leader, signal) != 0) return last_error("kill", target);
    return {};
}

}  // namespace hangar::os
