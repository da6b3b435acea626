// SPDX-License-Identifier: Apache-2.0
#include <signal.h>
#include <stdio_ext.h>
#include <unistd.h>

#include <condition_variable>
#include <cstdio>
#include <deque>
#include <hangar/backends/spawn/child_reset.hpp>
#include <hangar/backends/spawn/fork_worker.hpp>
#include <hangar/diag/os/process_setup.hpp>
#include <hangar/diag/os/signals.hpp>
#include <iostream>
#include <mutex>
#include <new>
#include <optional>
#include <system_error>
#include <thread>

namespace hangar::spawn {
namespace {

// A job and its outcome; on the stack of whoever waits for it.
struct Request {
    ForkWorker::Job job;
    std::optional<os::Result<os::Pidfd>> forked;
};

struct Worker {
    std::mutex lock;
    std::condition_variable changed;
    std::deque<Request*> requests;
    bool started = false;
};

// Never destroyed: the thread outlives every static destructor. In a forked child it is made anew,
// for the copy belongs to a thread that the child does not have.
alignas(Worker) std::byte storage[sizeof(Worker)];
Worker& make_worker() {
    return *new (storage) Worker;
}
Worker& worker() {
    static Worker& first = make_worker();
    return first;
}

const bool hooked = (on_child_reset([]() noexcept { static_cast<void>(make_worker()); }), true);

// Status of a child whose set-up failed; its parent reads why in its boot output.
constexpr int setup_failed = 71;  // EX_OSERR

// What the parent had buffered is the parent's to print: the child's copy of it is dropped. Of
// stdio a child flushes just these two at its end, for any other stream's content is not its own.
void drop_inherited_output() noexcept {
    __fpurge(stdout);
    __fpurge(stderr);
}

[[noreturn]] void be_child(ForkWorker::Job& job, pid_t parent) {
    os::reset_signals();
    drop_inherited_output();
    ChildBoot boot;
    boot.output = BootOutput::adopt(job.output[0], job.output[1], job.output[2]);
    if (os::set_parent_death_signal(SIGTERM, parent) != 0 || boot.output.divert() != 0 ||
        os::close_fds_except(job.keep) != 0) {
        ::_exit(setup_failed);
    }
    reset_child_globals();
    boot.seed = std::move(job.seed);
    const int status = job.main(std::move(boot));
    std::cout.flush();
    std::fflush(stdout);
    ::_exit(status);
}

os::Result<os::Pidfd> run(ForkWorker::Job& job) {
    const pid_t parent = ::getpid();
    auto forked = os::fork_process();
    if (!forked) return tl::unexpected(forked.error());
    if (forked->in_child()) be_child(job, parent);
    return std::move(forked->child);
}

void serve(Worker& self) {
    std::unique_lock guard(self.lock);
    for (;;) {
        self.changed.wait(guard, [&] { return !self.requests.empty(); });
        Request& request = *self.requests.front();
        self.requests.pop_front();
        guard.unlock();
        auto forked = run(request.job);
        guard.lock();
        request.forked = std::move(forked);
        self.changed.notify_all();
    }
}

os::Status start(Worker& self) {
    if (self.started) return {};
    const os::ScopedSignalBlock all(os::SignalSet::all());
    try {
        std::thread([&self] { serve(self); }).detach();
    } catch (const std::system_error& e) {
        return os::error(e.code().value(), "start the fork worker thread");
    }
    self.started = true;
    return {};
}

}  // namespace

os::Result<os::Pidfd> ForkWorker::fork(Job job) {
    Worker& self = worker();
    Request request{std::move(job), std::nullopt};
    std::unique_lock guard(self.lock);
    if (auto started = start(self); !started) return tl::unexpected(started.error());
    self.requests.push_back(&request);
    self.changed.notify_all();
    self.changed.wait(guard, [&] { return request.forked.has_value(); });
    return std::move(*request.forked);
}

}  // namespace hangar::spawn
