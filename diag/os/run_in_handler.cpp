// SPDX-License-Identifier: Apache-2.0
#include <poll.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <hangar/diag/os/deadline.hpp>
#include <hangar/diag/os/process_setup.hpp>
#include <hangar/diag/os/run_in_handler.hpp>
#include <hangar/diag/os/signal_safe.hpp>
#include <hangar/diag/os/signals.hpp>
#include <optional>

extern "C" {  // glibc 2.36 forgot it
#include <sys/pidfd.h>
}

namespace hangar::os {
namespace {

constexpr int not_executed = 127;
// Of one that was killed: in an uninterruptible sleep it may take for ever.
constexpr std::chrono::seconds to_die{1};

// The program outlives its exec with this: where no descriptor is left for a pidfd, nobody else can
// end it without the risk of meeting another process of its number.
void end_self_after(std::chrono::milliseconds limit) noexcept {
    itimerval once{};
    once.it_value.tv_sec = limit.count() / 1000;
    once.it_value.tv_usec = limit.count() % 1000 * 1000;
    ::setitimer(ITIMER_REAL, &once, nullptr);
}

[[noreturn]] void become(const char* path, char* const* arguments, char* const* environment,
                         std::chrono::milliseconds limit) noexcept {
    constexpr std::array keep{1, 2};
    reset_signals();
    end_self_after(limit);
    signal_safe::replace_fd(2, 1);
    static_cast<void>(close_fds_except(keep));
    static_cast<void>(exec_path(path, arguments, environment));
    signal_safe::end_process(not_executed);
}

// Whether it exited with 0; empty as long as it runs. Somebody else's handler may have collected
// it.
std::optional<bool> ended_well(pid_t child) noexcept {
    int status = -1;
    const pid_t found = ::waitpid(child, &status, WNOHANG);
    if (found == 0) return std::nullopt;
    return found == child && status == 0;
}

// By its pidfd; without one (no descriptor was left) it is looked for now and then. Signals that
// arrive meanwhile only make it look once more.
std::optional<bool> wait_for(pid_t child, int handle, Deadline deadline) noexcept {
    constexpr int glance_ms = 10;
    for (;;) {
        const auto well = ended_well(child);
        if (well || deadline.passed()) return well;
        const int left = deadline.poll_timeout_ms();
        pollfd end{handle, POLLIN, 0};
        if (handle >= 0)
            ::poll(&end, 1, left);
        else
            ::poll(nullptr, 0, std::min(left, glance_ms));
    }
}

}  // namespace

bool run_in_handler(const char* path, char* const* arguments, char* const* environment,
                    std::chrono::milliseconds limit) noexcept {
    const pid_t child = ::_Fork();
    if (child == 0) become(path, arguments, environment, limit);
    if (child < 0) return false;
    ::prctl(PR_SET_PTRACER, child, 0, 0, 0);
    const int handle = ::pidfd_open(child, 0);
    auto well = wait_for(child, handle, Deadline::after(limit));
    if (!well) {
        if (handle >= 0) ::pidfd_send_signal(handle, SIGKILL, nullptr, 0);
        well = wait_for(child, handle, Deadline::after(to_die));
    }
    if (handle >= 0) ::close(handle);
    return well.value_or(false);
}

}  // namespace hangar::os
