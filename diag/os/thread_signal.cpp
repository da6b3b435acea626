// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>
#include <signal.h>
#include <unistd.h>

#include <hangar/diag/os/thread_signal.hpp>

namespace hangar::os {

Status signal_own_thread(pid_t tid, int signal) {
    if (::tgkill(::getpid(), tid, signal) != 0)
        return last_error("tgkill", fmt::format("thread {}", tid));
    return {};
}

}  // namespace hangar::os
