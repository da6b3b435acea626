// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <hangar/backends/actor/remote_actor.hpp>

namespace hangar::actor {

// The parent, from its child's side: what a child asks the tree for, it asks its parent, who passes
// it on. It is gone when the channel is; nobody ends his parent.
class ParentActor final : public RemoteActor {
  public:
    using RemoteActor::RemoteActor;

    runtime::Task<void> end(const char*) override { co_return; }
    [[nodiscard]] runtime::Event& gone() noexcept override { return peer().ended(); }
};

}  // namespace hangar::actor
