// SPDX-License-Identifier: Apache-2.0
#include <signal.h>
#include <unistd.h>

#include <array>
#include <chrono>
#include <hangar/diag/os/fork.hpp>
#include <hangar/diag/os/invariant.hpp>
#include <hangar/diag/os/process_setup.hpp>
#include <hangar/diag/os/signals.hpp>
#include <hangar/diag/reap/sleeper.test.hpp>

namespace hangar::reap {
namespace {

using namespace std::chrono_literals;

template <class T>
T must(os::Result<T> result) {
    if (!result) os::broken_invariant(result.error().message().c_str());
    return std::move(*result);
}

[[noreturn]] void become_sleeper(const SleeperTraits& traits) {
    std::vector<char*> environment;
    for (const auto& each : traits.environment)
        environment.push_back(const_cast<char*>(each.c_str()));
    environment.push_back(nullptr);
    std::string name = "sleep";
    std::string seconds = "300";
    const std::array<char*, 3> arguments{name.data(), seconds.data(), nullptr};
    ::execve("/bin/sleep", arguments.data(), environment.data());
    ::_exit(127);
}

// The pipe's write end goes with the exec, so that its reader knows when that is done.
void child(const SleeperTraits& traits, int write_end) {
    os::reset_signals();
    if (traits.ignores_sigint) os::ignore_signal(SIGINT);
    // Without one, also without that of the runner that runs this test.
    static_cast<void>(traits.tag ? os::set_process_tag(*traits.tag) : os::clear_process_tag());
    if (traits.daemon) {
        static_cast<void>(os::new_session());
        if (::fork() != 0) ::_exit(0);
    }
    const pid_t self = ::getpid();
    static_cast<void>(::write(write_end, &self, sizeof self));
    if (traits.user != 0 && ::setuid(traits.user) != 0) ::_exit(126);
    become_sleeper(traits);
}

pid_t pid_told(int read_end) {
    pid_t pid = 0;
    const auto limit = os::Deadline::after(20s);
    os::require(must(os::wait_readable(read_end, limit)), "the sleeper says its pid");
    const auto told = must(os::read_some(read_end, std::as_writable_bytes(std::span(&pid, 1))));
    os::require(told == sizeof pid, "the sleeper says its pid");
    std::byte rest{};
    os::require(must(os::wait_readable(read_end, limit)), "the sleeper executes its program");
    os::require(must(os::read_some(read_end, std::span(&rest, 1))) == 0, "nothing but its pid");
    return pid;
}

}  // namespace

Sleeper::Sleeper(const SleeperTraits& traits) {
    auto ends = must(os::make_pipe());
    auto forked = must(os::fork_process());
    if (forked.in_child()) {
        child(traits, ends.second.get());
        ::_exit(127);
    }
    ends.second.reset();
    const pid_t pid = pid_told(ends.first.get());
    if (traits.daemon) {
        os::require(must(forked.child.wait_exit(os::Deadline::after(20s))), "its parent leaves");
        static_cast<void>(forked.child.collect());
    }
    process_ = must(os::Pidfd::open(pid));
}

Sleeper::~Sleeper() {
    static_cast<void>(process_.signal(SIGKILL));
    static_cast<void>(process_.wait_exit(os::Deadline::after(20s)));
    static_cast<void>(process_.collect());
}

}  // namespace hangar::reap
