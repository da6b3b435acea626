// SPDX-License-Identifier: Apache-2.0
#include <signal.h>
#include <unistd.h>

#include <atomic>
#include <filesystem>
#include <fstream>
#include <hangar/backends/runtime/errors.hpp>
#include <hangar/diag/os/fork.hpp>
#include <hangar/diag/os/process_setup.hpp>
#include <hangar/diag/os/signals.hpp>
#include <hangar/suites/rules/actors.hpp>
#include <stdexcept>
#include <thread>

namespace hangar::rules {
namespace {

std::atomic<bool> released{false};

// In the actor's services, not in the call, which is to be answered while the child goes on.
template <class Use>
Task<os::ProcessId> start_child(const char* name, Use use) {
    auto started = std::make_shared<runtime::Reply<os::ProcessId>>();
    auto keep = [started, name, use]() -> Task<void> {
        auto nursery = co_await open_nursery();
        const Portal child = co_await nursery.start_actor(name);
        started->give(child.identity().process);
        co_await use(child);
    };
    Actor::current().services().start_soon(keep, name);
    auto wait = started->wait();
    co_return co_await wait;
}

}  // namespace

int add(int a, int b) {
    return a + b;
}

os::ProcessId own_process() {
    return os::this_process();
}

Task<void> wait_for_ever() {
    co_await sleep_forever();
}

Task<void> sends_for_ever(Callee<void, int> caller) {
    co_await caller.started();
    const auto stream = caller.open_stream();
    for (int i = 0;; ++i) co_await stream.send(i);
}

void throw_out_of_range(const std::string& what) {
    throw std::out_of_range(what);
}

void throw_runtime_error(const std::string& what) {
    throw std::runtime_error(what);
}

Task<void> fail_after_delay(std::chrono::milliseconds delay) {
    auto waiting = [delay]() -> Task<void> { co_await sleep_for(delay); };
    co_await shielded(waiting);
    throw std::runtime_error("failed after its delay");
}

void block(bool spin) {
    while (!released.load()) {
        if (!spin) std::this_thread::sleep_for(std::chrono::milliseconds(1));
    }
}

void release_blocked() noexcept {
    released = true;
}
void hold_blocked() noexcept {
    released = false;
}

os::ProcessId start_helper() {
    auto helper = runtime::value_or_throw(os::clone_process());
    if (!helper.in_child()) return helper.child.id();
    static_cast<void>(os::new_session());
    static_cast<void>(os::close_fds_except({}));
    os::reset_signals();
    os::ignore_signal(SIGTERM);
    ::alarm(60);
    for (;;) ::pause();
}

Task<os::ProcessId> start_serving_child() {
    co_return co_await start_child("serving", [](const Portal&) { return wait_for_ever(); });
}

Task<os::ProcessId> start_blocked_child(bool spin) {
    auto call = [spin](const Portal& child) { return child.run<&block>(spin); };
    co_return co_await start_child("blocked", call);
}

void make_temporary_file(const std::string& path) {
    std::ofstream(path) << "temporary\n";
    Actor::current().lifetime().defer([path] { std::filesystem::remove(path); });
}

}  // namespace hangar::rules
