// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>

#include <hangar/backends/actor/remote_actor.hpp>
#include <hangar/backends/ipc/address.hpp>

namespace hangar::actor {

// An actor that is no child of ours: we have dialled it, and it has let us in as one that knows the
// run's secret. Who carries it is not our business.
class DialledActor final : public RemoteActor {
  public:
    using RemoteActor::RemoteActor;

    // Waits for its acknowledgement and the end of the channel, as long as the ladder's first
    // rungs.
    runtime::Task<void> end(const char* reason) override;
    [[nodiscard]] runtime::Event& gone() noexcept override { return peer().ended(); }
};

// Errors: throws OsError at once when nobody listens there or the address cannot be dialled (an
// inherited pair has no listener: ENOTSUP), ChannelError when who listens does not prove itself.
[[nodiscard]] runtime::Task<std::shared_ptr<DialledActor>> dial_actor(ipc::Address address);

}  // namespace hangar::actor
