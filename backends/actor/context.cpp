// SPDX-License-Identifier: Apache-2.0
#include <hangar/backends/actor/context.hpp>

namespace hangar::actor {

ContextBlock::ContextBlock(std::shared_ptr<RemoteActor> actor, StreamOptions options)
    : actor_(std::move(actor)) {
    actor_->peer().require_open();
    context_ = actor_->peer().contexts().make(options);
}

// Also of one that was never awaited.
ContextBlock::~ContextBlock() {
    if (context_) actor_->peer().contexts().forget(*context_);
}

runtime::Task<void> ContextBlock::leave(std::exception_ptr& error) {
    auto leaving = context_->leave(error);
    co_await std::move(leaving);
}

}  // namespace hangar::actor
