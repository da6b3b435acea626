// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <string>

#include <hangar/backends/actor/options.hpp>
#include <hangar/backends/actor/remote_actor.hpp>
#include <hangar/backends/spawn/child.hpp>

namespace hangar::actor {

// A child that has booted, from its parent's side: the process or thread that carries it, and the
// channel to it. Belongs to the parent's loop.
class ChildActor final : public RemoteActor {
  public:
    ChildActor(std::unique_ptr<spawn::Child> carrier, ipc::Channel channel, ipc::Identity parent);

    [[nodiscard]] spawn::Child& carrier() noexcept { return *carrier_; }

    // How long it may take to end, instead of what the tree's ladder says.
    void set_shutdown(os::Duration limit) noexcept { shutdown_ = limit; }
    // From here on its end is what was asked for.
    void close(const char* reason) noexcept;
    [[nodiscard]] runtime::Event& closing() noexcept { return closing_; }
    // Set when it has ended and was collected, or was abandoned.
    [[nodiscard]] runtime::Event& gone() noexcept override { return gone_; }
    // Bounded by the kill ladder.
    runtime::Task<void> end(const char* reason) override;

    // Its life in its nursery: until it ends by itself, is closed, or the nursery is cancelled;
    // then it is wound down. Throws RemoteError or ActorDied if it failed and nobody else was told.
    runtime::Task<void> supervise(const tasks::NurseryNode& nursery);

  private:
    runtime::Task<void> until_over();
    runtime::Task<void> wind_down();
    runtime::Task<void> hear_last_words();
    runtime::Task<bool> ends_within(os::Duration limit);
    runtime::Task<void> climb_ladder();
    void report_end();

    std::unique_ptr<spawn::Child> carrier_;
    runtime::Event closing_;
    runtime::Event gone_;
    const char* reason_ = "its nursery ended";
    std::optional<os::Duration> shutdown_;
    std::optional<spawn::ChildEnd> end_;
    bool asked_ = false;
};

}  // namespace hangar::actor
