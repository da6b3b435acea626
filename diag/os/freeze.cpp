// SPDX-License-Identifier: Apache-2.0
#include <signal.h>
#include <time.h>

#include <hangar/diag/os/freeze.hpp>
#include <hangar/diag/os/proc_stat.hpp>

namespace hangar::os {
namespace {

constexpr auto patience = std::chrono::milliseconds(50);

// The kernel tells nobody but the parent that a process stopped: so it must be looked for.
void pause_briefly() noexcept {
    const timespec half_a_millisecond{0, 500'000};
    ::nanosleep(&half_a_millisecond, nullptr);
}

Result<bool> stands_still(const ProcDir& process) {
    const auto tids = process.numbers("task");
    if (!tids) return tl::unexpected(tids.error());
    for (const pid_t tid : *tids) {
        const auto stat =
            process.task(tid).and_then([](const ProcDir& thread) { return read_stat(thread); });
        if (!stat && !is_gone(stat.error())) return tl::unexpected(stat.error());
        if (stat && !stat->thread_ended() && !stat->stopped()) return false;
    }
    return true;
}

}  // namespace

Result<bool> freeze(const Pidfd& process, Deadline deadline) {
    const auto dir = ProcDir::open(process.id());
    if (!dir) return tl::unexpected(dir.error());
    if (const auto sent = process.signal(SIGSTOP); !sent) return tl::unexpected(sent.error());
    const auto until = deadline.earlier(Deadline::after(patience));
    for (;;) {
        const auto still = stands_still(*dir);
        if (!still || *still || until.passed()) return still;
        pause_briefly();
    }
}

}  // namespace hangar::os
