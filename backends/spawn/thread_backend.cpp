// SPDX-License-Identifier: Apache-2.0
#include <hangar/backends/runtime/errors.hpp>
#include <hangar/backends/runtime/event.hpp>
#include <hangar/backends/runtime/loop.hpp>
#include <hangar/backends/runtime/scopes.hpp>
#include <hangar/backends/spawn/actor_thread.hpp>
#include <hangar/backends/spawn/backend.hpp>
#include <hangar/diag/os/invariant.hpp>
#include <mutex>
#include <thread>

namespace hangar::spawn {
namespace {

// Shared with the thread, which may outlive its parent's interest in it: its end is reported only
// while there is a loop to report to.
class Ending {
  public:
    explicit Ending(runtime::Loop& loop) : loop_(&loop) {}

    [[nodiscard]] runtime::Event& event() noexcept { return event_; }
    // From the child's thread.
    void report(const std::shared_ptr<Ending>& self) {
        const std::lock_guard guard(lock_);
        if (loop_ != nullptr) loop_->post([self] { self->event_.set(); });
    }
    void forget_loop() {
        const std::lock_guard guard(lock_);
        loop_ = nullptr;
    }

  private:
    std::mutex lock_;
    runtime::Loop* loop_;
    runtime::Event event_;  // the parent loop's
};

class ThreadChild final : public Child {
  public:
    ThreadChild(std::thread thread, std::shared_ptr<Ending> ending)
        : process_(os::this_process()), thread_(std::move(thread)), ending_(std::move(ending)) {}
    ~ThreadChild() override {
        ending_->forget_loop();
        if (thread_.joinable()) thread_.detach();
    }

    [[nodiscard]] const os::ProcessId& process() const noexcept override { return process_; }
    runtime::Task<ChildEnd> wait() override {
        auto ended = ending_->event().wait();
        co_await ended;
        // It has nothing left to do but to return: this takes no time.
        if (thread_.joinable()) thread_.join();
        co_return ChildEnd{};
    }
    [[nodiscard]] bool ended() const noexcept override { return ending_->event().is_set(); }
    void terminate() noexcept override {}
    runtime::Task<std::string> destroy(os::Deadline deadline) override {
        auto waiting = [this]() -> runtime::Task<void> { co_await wait(); };
        auto bounded = runtime::move_on_after(deadline.left(), waiting);
        const bool in_time = co_await std::move(bounded);
        if (in_time) co_return "its thread ended";
        co_return "its thread would not end and was abandoned";
    }
    [[nodiscard]] std::string boot_output() const override { return {}; }

  private:
    os::ProcessId process_;
    std::thread thread_;
    std::shared_ptr<Ending> ending_;
};

class ThreadBackend final : public Backend {
  public:
    runtime::Task<std::unique_ptr<Child>> spawn(SpawnRequest request) override {
        auto ending = std::make_shared<Ending>(runtime::Loop::running());
        auto shared = std::make_shared<SpawnRequest>(std::move(request));
        auto life = [shared, ending] {
            // The child adopts its descriptors by their numbers, which the seed tells it.
            for (os::Fd& fd : shared->inherit) static_cast<void>(fd.release());
            ChildBoot boot;
            boot.seed = std::move(shared->seed);
            boot.carrier = Carrier::thread;
            static_cast<void>(shared->main(std::move(boot)));
            ending->report(ending);
        };
        auto thread = runtime::value_or_throw(start_actor_thread(shared->name, std::move(life)));
        co_return std::make_unique<ThreadChild>(std::move(thread), std::move(ending));
    }
};

}  // namespace

Backend& thread_backend() {
    static ThreadBackend backend;
    return backend;
}

}  // namespace hangar::spawn
