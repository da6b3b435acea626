// SPDX-License-Identifier: Apache-2.0
#include <sys/wait.h>

#include <cerrno>
#include <hangar/diag/os/child_glance.hpp>

namespace hangar::os {

Result<ChildGlance> glance_at_children() {
    siginfo_t info{};
    while (::waitid(P_ALL, 0, &info, WEXITED | WNOHANG | WNOWAIT) != 0) {
        if (errno == ECHILD) return ChildGlance::none;
        if (errno != EINTR) return last_error("waitid");
    }
    return info.si_pid == 0 ? ChildGlance::running : ChildGlance::ended;
}

}  // namespace hangar::os
