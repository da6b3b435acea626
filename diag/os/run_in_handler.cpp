// SPDX-License-Identifier: Apache-2.0
#include <poll.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <hangar/diag/os/process_setup.hpp>
#include <hangar/diag/os/run_in_handler.hpp>
#include <hangar/diag/os/signal_safe.hpp>
#include <hangar/diag/os/signals.hpp>

extern "C" {  // glibc 2.36 forgot it
#include <sys/pidfd.h>
}

namespace hangar::os {
namespace {

constexpr int not_executed = 127;

[[noreturn]] void become(const char* path, char* const* arguments,
                         char* const* environment) noexcept {
    constexpr std::array keep{1, 2};
    reset_signals();
    signal_safe::replace_fd(2, 1);
    static_cast<void>(close_fds_except(keep));
    static_cast<void>(exec_path(path, arguments, environment));
    signal_safe::end_process(not_executed);
}

// Somebody else's handler may have collected it.
bool ended_well(pid_t child) noexcept {
    int status = -1;
    while (::waitpid(child, &status, 0) < 0)
        if (errno != EINTR) return false;
    return status == 0;
}

}  // namespace

bool run_in_handler(const char* path, char* const* arguments, char* const* environment,
                    std::chrono::milliseconds limit) noexcept {
    const pid_t child = ::_Fork();
    if (child == 0) become(path, arguments, environment);
    if (child < 0) return false;
    ::prctl(PR_SET_PTRACER, child, 0, 0, 0);
    const int handle = ::pidfd_open(child, 0);
    pollfd end{handle, POLLIN, 0};
    if (handle >= 0 && ::poll(&end, 1, static_cast<int>(limit.count())) != 1)
        ::pidfd_send_signal(handle, SIGKILL, nullptr, 0);
    const bool well = ended_well(child);
    if (handle >= 0) ::close(handle);
    return well;
}

}  // namespace hangar::os
