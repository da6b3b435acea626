// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <hangar/backends/ipc/bytes.hpp>
#include <hangar/backends/runtime/async_fd.hpp>
#include <hangar/backends/runtime/errors.hpp>
#include <hangar/backends/runtime/scopes.hpp>
#include <hangar/backends/spawn/backend.hpp>
#include <hangar/backends/spawn/child_reset.hpp>
#include <hangar/backends/spawn/host_order.hpp>
#include <hangar/backends/spawn/host_pool.hpp>
#include <hangar/diag/os/subtree.hpp>

namespace hangar::spawn {
namespace {

// A forked child leaves its copy as it is: the hosts are its parent's, and so may the lock be.
HostPool* hosts = new HostPool;
const bool forgets_the_host = (on_child_reset([]() noexcept { hosts = new HostPool; }), true);

// An actor's thread in a host: its lifeline tells of its end, and of its host's.
class HostedChild final : public Child {
  public:
    HostedChild(std::unique_ptr<HostPool::Place> place, os::Fd lifeline)
        : place_(std::move(place)), lifeline_(std::move(lifeline)) {}

    [[nodiscard]] const os::ProcessId& process() const noexcept override { return handle().id(); }
    runtime::Task<ChildEnd> wait() override {
        if (!end_) {
            auto ending = hear_end();
            const ChildEnd end = co_await std::move(ending);
            end_ = end;
            place_->leave();
        }
        co_return *end_;
    }
    [[nodiscard]] bool ended() const noexcept override { return end_.has_value(); }
    void terminate() noexcept override {}
    runtime::Task<std::string> destroy(os::Deadline deadline) override {
        auto waiting = [this]() -> runtime::Task<void> { co_await wait(); };
        auto bounded = runtime::move_on_after(deadline.left(), waiting);
        const bool in_time = co_await std::move(bounded);
        if (in_time) co_return "its thread ended";
        constexpr const char* abandoned = "its thread would not end and was abandoned; its host";
        if (!place_->abandon()) {
            co_return fmt::format(
                "{} (pid {}) is given no more actors, and is killed when the "
                "others in it have ended",
                abandoned, process().pid);
        }
        const auto killed = os::kill_subtree(handle(), os::Deadline::after(deadline_of_kill));
        for (const auto& process : killed.killed) killed_.push_back(process.id.pid);
        co_return fmt::format("{} (pid {}), where it was alone, was killed", abandoned,
                              process().pid);
    }
    [[nodiscard]] std::vector<pid_t> killed() const override { return killed_; }
    [[nodiscard]] std::string boot_output() const override { return not_started_; }

  private:
    static constexpr std::chrono::seconds deadline_of_kill{2};
    static constexpr std::chrono::seconds patience_with_the_dead{2};

    [[nodiscard]] const os::Pidfd& handle() const noexcept { return place_->host().process(); }

    runtime::Task<ChildEnd> hear_end() {
        std::array<std::byte, 2> word{};
        for (;;) {
            const auto n = os::read_some(lifeline_.get(), word);
            if (!n && n.error().code == EAGAIN) {
                auto more = lifeline_.readable(tasks::WaitKind::exit);
                co_await more;
                continue;
            }
            if (n && *n > 0) {
                note(word, *n);
                co_return ChildEnd{};
            }
            break;
        }
        // It closed without a word: its host has ended, or is about to.
        auto exiting = [this] { return runtime::wait_exit(handle()); };
        auto bounded = runtime::move_on_after(patience_with_the_dead, exiting);
        const bool host_ended = co_await std::move(bounded);
        if (host_ended) co_return ChildEnd{place_->host().status(), process().pid};
        not_started_ = "its host had no descriptor left for it";
        co_return ChildEnd{};
    }

    void note(std::span<const std::byte> word, std::size_t size) {
        if (size < 2 || static_cast<char>(word[0]) != not_started) return;
        const os::Error error{static_cast<int>(word[1]), "start a thread", "in a host"};
        not_started_ = error.message();
    }

    std::unique_ptr<HostPool::Place> place_;
    runtime::AsyncFd lifeline_;
    std::optional<ChildEnd> end_;
    std::vector<pid_t> killed_;
    std::string not_started_;
};

class HostedBackend final : public Backend {
  public:
    runtime::Task<std::unique_ptr<Child>> spawn(SpawnRequest request) override {
        os::FdPair lifeline = runtime::value_or_throw(os::make_socketpair(true));
        for (;;) {
            auto place = runtime::value_or_throw(hosts->place(request));
            auto carried = place->host().carry(request, lifeline.second);
            if (!carried && carried.error().code == EPIPE) continue;
            runtime::value_or_throw(std::move(carried));
            co_return std::make_unique<HostedChild>(std::move(place), std::move(lifeline.first));
        }
    }
    void end_helpers() noexcept override { hosts->end(); }
};

}  // namespace

Backend& hosted_backend() {
    static HostedBackend backend;
    return backend;
}

}  // namespace hangar::spawn
