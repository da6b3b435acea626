// SPDX-License-Identifier: Apache-2.0
#include <signal.h>

#include <hangar/diag/os/new_process.hpp>

extern "C" {  // glibc 2.36 forgot it
#include <sys/pidfd.h>
}

namespace hangar::os {

Result<Pidfd> own_new_process(Fd pidfd, pid_t pid) {
    const auto id = identify(pid);
    auto handle = Pidfd::adopt(std::move(pidfd), id.value_or(ProcessId{pid, 0}));
    if (id) return handle;
    // SIGKILL cannot be refused to a child of ours, so the wait that follows is short.
    static_cast<void>(handle.signal(SIGKILL));
    static_cast<void>(handle.wait_exit(Deadline::after(std::chrono::seconds(5))));
    static_cast<void>(handle.collect());
    return tl::unexpected(id.error());
}

Result<Pidfd> open_unidentified(pid_t child) {
    Fd fd(::pidfd_open(child, 0));
    if (!fd) return last_error("pidfd_open", "pid " + std::to_string(child));
    return Pidfd::adopt(std::move(fd), ProcessId{child, 0});
}

}  // namespace hangar::os
