// SPDX-License-Identifier: Apache-2.0
#include <hangar/backends/actor/portal.hpp>

namespace hangar::actor {

runtime::Task<void> Portal::end(std::shared_ptr<RemoteActor> actor) {
    auto ending = actor->end("cancel_actor");
    co_await std::move(ending);
}

runtime::Task<void> Portal::wait_for_end(std::shared_ptr<RemoteActor> actor) {
    auto gone = actor->gone().wait();
    co_await gone;
}

}  // namespace hangar::actor
