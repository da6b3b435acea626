// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <hangar/backends/actor/peer.hpp>

namespace hangar::actor {

// An actor that we can work at, through a channel of ours: a child, or one that we have dialled.
// Belongs to its loop's thread.
class RemoteActor {
  public:
    RemoteActor(ipc::Channel channel, ipc::Identity self)
        : peer_(std::move(channel), std::move(self)) {}
    RemoteActor(const RemoteActor&) = delete;
    RemoteActor& operator=(const RemoteActor&) = delete;
    virtual ~RemoteActor() = default;

    [[nodiscard]] const ipc::Identity& identity() const noexcept { return peer_.identity(); }
    [[nodiscard]] Peer& peer() noexcept { return peer_; }

    // Asks it to end; returns when it is gone, for all that we can know. Bounded.
    virtual runtime::Task<void> end(const char* reason) = 0;
    // Set when it has ended, for all that we can know.
    [[nodiscard]] virtual runtime::Event& gone() noexcept = 0;

  private:
    Peer peer_;
};

}  // namespace hangar::actor
