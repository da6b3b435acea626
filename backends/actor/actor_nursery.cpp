// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <hangar/backends/actor/actor.hpp>
#include <hangar/backends/actor/actor_nursery.hpp>
#include <hangar/backends/actor/boot.hpp>
#include <hangar/backends/runtime/scopes.hpp>

namespace hangar::actor {

using runtime::Task;

runtime::OpenBlock<ActorNurseryBlock> open_nursery() {
    return runtime::OpenBlock<ActorNurseryBlock>(std::make_unique<ActorNurseryBlock>());
}

Task<Portal> ActorNursery::start(ActorNurseryBlock& block, std::string name, ActorOptions options) {
    auto booting = boot_child(std::move(name), std::move(options));
    const std::shared_ptr<ChildActor> child = co_await std::move(booting);
    block.adopt(child);
    co_return Portal(child);
}

void ActorNursery::cancel(const char* by) const noexcept {
    block_->tasks_->cancel(by);
}

std::size_t ActorNursery::size() const noexcept {
    return static_cast<std::size_t>(std::ranges::count_if(
        block_->children_, [](const auto& child) { return !child->gone().is_set(); }));
}

void ActorNursery::watch_one_shot(ActorNurseryBlock& block, const Portal& portal,
                                  std::function<Task<void>()> shoot) {
    auto done = std::make_shared<runtime::Event>();
    block.one_shots_.push_back(done);
    auto run = [portal, shoot = std::move(shoot), done]() -> Task<void> {
        std::exception_ptr error;
        try {
            auto shot = shoot();
            co_await std::move(shot);
        } catch (...) {
            error = std::current_exception();
        }
        done->set();
        if (error) std::rethrow_exception(error);
        auto ending = portal.cancel_actor();
        co_await std::move(ending);
    };
    block.tasks_->start_soon(std::move(run), "one-shot actor");
}

void ActorNurseryBlock::adopt(const std::shared_ptr<ChildActor>& child) {
    children_.push_back(child);
    // Until the supervisor has wound it down, the channel is needed: for the cancel request, its
    // acknowledgement and the last words.
    auto serve = [this, child] { return child->peer().serve(*tasks_); };
    tasks_->start_soon([serve] { return runtime::shielded(serve); }, "serve a child's channel");
    tasks_->start_soon([this, child] { return child->supervise(tasks_->node()); },
                       "supervise a child");
}

Task<void> ActorNurseryBlock::finish_one_shots() {
    // By index: the body has ended, but a one-shot may still be booting in another task.
    for (std::size_t i = 0; i < one_shots_.size(); ++i) {
        const auto done = one_shots_[i];
        auto wait = done->wait();
        co_await wait;
    }
}

Task<void> ActorNurseryBlock::leave(std::exception_ptr& error) {
    try {
        if (!error) co_await finish_one_shots();
    } catch (...) {
        error = std::current_exception();
    }
    if (error) tasks_->fail(std::exchange(error, nullptr));
    for (const auto& child : children_) child->close("its nursery's block ended");
    try {
        auto joining = tasks_->join();
        co_await std::move(joining);
    } catch (...) {
        error = std::current_exception();
    }
}

}  // namespace hangar::actor
