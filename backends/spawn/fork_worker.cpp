// SPDX-License-Identifier: Apache-2.0
#include <unistd.h>

#include <condition_variable>
#include <deque>
#include <hangar/backends/spawn/child_reset.hpp>
#include <hangar/backends/spawn/fork_worker.hpp>
#include <hangar/diag/os/signals.hpp>
#include <mutex>
#include <new>
#include <optional>
#include <system_error>
#include <thread>

namespace hangar::spawn {
namespace {

using MakeProcess = std::function<os::Result<os::Pidfd>()>;

// What to make, and the outcome; on the stack of whoever waits for it.
struct Request {
    const MakeProcess& make;
    std::optional<os::Result<os::Pidfd>> made;
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

os::Result<os::Pidfd> run(ForkedChild& child) {
    const pid_t parent = ::getpid();
    auto forked = os::fork_process();
    if (!forked) return tl::unexpected(forked.error());
    if (forked->in_child()) live_as_forked_child(child, parent);
    return std::move(forked->child);
}

void serve(Worker& self) {
    std::unique_lock guard(self.lock);
    for (;;) {
        self.changed.wait(guard, [&] { return !self.requests.empty(); });
        Request& request = *self.requests.front();
        self.requests.pop_front();
        guard.unlock();
        auto made = request.make();
        guard.lock();
        request.made = std::move(made);
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

os::Result<os::Pidfd> ForkWorker::fork(ForkedChild child) {
    return make([&child] { return run(child); });
}

os::Result<os::Pidfd> ForkWorker::make(const MakeProcess& make_process) {
    Worker& self = worker();
    Request request{make_process, std::nullopt};
    std::unique_lock guard(self.lock);
    if (auto started = start(self); !started) return tl::unexpected(started.error());
    self.requests.push_back(&request);
    self.changed.notify_all();
    self.changed.wait(guard, [&] { return request.made.has_value(); });
    return std::move(*request.made);
}

}  // namespace hangar::spawn
