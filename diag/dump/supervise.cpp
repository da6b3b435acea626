// SPDX-License-Identifier: Apache-2.0
#include <signal.h>

#include <array>
#include <hangar/diag/dump/supervise.hpp>
#include <hangar/diag/os/fork.hpp>
#include <hangar/diag/os/process_setup.hpp>
#include <hangar/diag/os/signal_safe.hpp>

namespace hangar::dump {
namespace {

constexpr std::chrono::milliseconds patience_with_the_killed{100};

// The examiner's side; never returns.
[[noreturn]] void run_examiner(const std::function<void(const StageSink&)>& examine,
                               const os::Fd& channel, pid_t parent) {
    if (os::set_parent_death_signal(SIGKILL, parent) != 0) os::signal_safe::end_process(1);
    examine([&channel](const Parts& parts) {
        const auto sent = os::write_all(channel.get(), encode_parts(parts));
        if (!sent) os::signal_safe::end_process(1);
    });
    os::signal_safe::end_process(0);
}

// Takes what comes until the examiner's end of the pipe is closed. False: the deadline passed.
os::Result<bool> receive(int channel, os::Deadline deadline, Parts& latest) {
    std::string stream;
    std::array<std::byte, 65536> piece{};
    for (;;) {
        const auto ready = os::wait_readable(channel, deadline);
        if (!ready || !*ready) return ready;
        const auto got = os::read_some(channel, piece);
        if (!got) return tl::unexpected(got.error());
        if (*got == 0) return true;
        stream.append(reinterpret_cast<const char*>(piece.data()), *got);
        while (auto parts = cut_parts(stream)) latest = std::move(*parts);
    }
}

std::string end_of(const os::Pidfd& child, bool in_time) {
    if (!in_time) static_cast<void>(child.signal(SIGKILL));
    const auto gone = child.wait_exit(os::Deadline::after(patience_with_the_killed));
    const auto status =
        gone && *gone ? child.collect() : os::Result<std::optional<os::WaitStatus>>();
    if (!in_time) return "the examiner did not end by the deadline";
    if (!status || !*status) return "the examiner does not end";
    return **status == os::WaitStatus::exited(0) ? std::string()
                                                 : "the examiner " + (*status)->describe();
}

}  // namespace

os::Result<Supervised> supervise(const std::function<void(const StageSink&)>& examine,
                                 os::Deadline deadline) {
    auto pipe = os::make_pipe();
    if (!pipe) return tl::unexpected(pipe.error());
    const pid_t self = os::signal_safe::current_pid();
    auto fork = os::fork_process();
    if (!fork) return tl::unexpected(fork.error());
    if (fork->in_child()) {
        pipe->first.reset();
        run_examiner(examine, pipe->second, self);
    }
    pipe->second.reset();
    Supervised supervised;
    const auto in_time = receive(pipe->first.get(), deadline, supervised.parts);
    supervised.error = end_of(fork->child, in_time && *in_time);
    return supervised;
}

}  // namespace hangar::dump
