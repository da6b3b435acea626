// SPDX-License-Identifier: Apache-2.0
#include <signal.h>

#include <algorithm>
#include <array>

#include <hangar/diag/os/fork.hpp>
#include <hangar/diag/os/process_list.hpp>
#include <hangar/diag/os/process_setup.hpp>
#include <hangar/diag/os/signal_safe.hpp>
#include <hangar/diag/os/signals.hpp>
#include <hangar/harness/run/guardian.hpp>

namespace hangar::run {
namespace {

constexpr int rounds = 100;
constexpr auto patience = std::chrono::seconds(1);

// Whether there was any.
bool kill_what_is_left(const reap::RunMembership& run, pid_t self) {
    std::vector<os::Pidfd> killed;
    for (const pid_t pid : os::all_processes().value_or(std::vector<pid_t>())) {
        if (pid == self || !run.owns(pid)) continue;
        auto process = os::Pidfd::open(pid);
        // Asked again, now that the number cannot come to mean another.
        if (!process || !os::is_running(process->id()) || !run.owns(pid)) continue;
        if (process->signal(SIGKILL)) killed.push_back(std::move(*process));
    }
    const auto limit = os::Deadline::after(patience);
    for (const auto& process : killed) static_cast<void>(process.wait_exit(limit));
    return !killed.empty();
}

[[noreturn]] void guard(int life_line, const reap::RunMembership& run) {
    os::block_for_good(os::SignalSet::all());
    const std::array keep{life_line};
    // Whatever of it fails, the wait below is what matters.
    static_cast<void>(os::new_session());
    static_cast<void>(os::close_fds_except(keep));
    static_cast<void>(os::wait_readable(life_line, os::Deadline::never()));
    const pid_t self = os::signal_safe::current_pid();
    for (int round = 0; round < rounds && kill_what_is_left(run, self); ++round) {
    }
    os::signal_safe::end_process(0);
}

}  // namespace

os::Result<Guardian> Guardian::start(const reap::RunId& run) {
    auto life_line = os::make_pipe();
    if (!life_line) return tl::unexpected(life_line.error());
    auto forked = os::fork_process();
    if (!forked) return tl::unexpected(forked.error());
    if (forked->in_child()) {
        life_line->second.reset();
        guard(life_line->first.get(), reap::RunMembership(run.text()));
    }
    return Guardian(std::move(life_line->second), std::move(forked->child));
}

void Guardian::dismiss() noexcept {
    if (!process_) return;
    static_cast<void>(process_.signal(SIGKILL));
    static_cast<void>(process_.wait_exit(os::Deadline::after(patience)));
    static_cast<void>(process_.collect());
    process_ = os::Pidfd();
}

}  // namespace hangar::run
