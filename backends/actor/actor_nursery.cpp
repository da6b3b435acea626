// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <cerrno>
#include <hangar/backends/actor/actor.hpp>
#include <hangar/backends/actor/actor_nursery.hpp>
#include <hangar/backends/actor/boot.hpp>
#include <hangar/backends/actor/registrar.hpp>
#include <hangar/backends/runtime/errors.hpp>
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

Task<Portal> ActorNursery::dial_from(ActorNurseryBlock& block, ipc::Address address) {
    auto dialling = dial_actor(std::move(address));
    const std::shared_ptr<DialledActor> actor = co_await std::move(dialling);
    block.adopt(actor);
    co_return Portal(actor);
}

Task<Portal> ActorNursery::find(ActorNurseryBlock& block, std::string name) {
    auto asking = query_actor(name);
    const std::vector<Listing> listings = co_await std::move(asking);
    for (const Listing& listing : listings) {
        std::shared_ptr<DialledActor> actor;
        try {
            auto dialling = dial_actor(listing.address);
            actor = co_await std::move(dialling);
        } catch (const runtime::OsError& e) {
            if (e.error().code != ECONNREFUSED && e.error().code != ENOENT) throw;
        }
        // Somebody else may have the address by now.
        if (actor && actor->identity().uuid == listing.actor.uuid) {
            block.adopt(actor);
            co_return Portal(actor);
        }
        auto striking = strike_listing(listing.actor.uuid);
        static_cast<void>(co_await std::move(striking));
    }
    throw NoSuchActor("no actor " + name + " is listed that lives");
}

Task<Portal> ActorNursery::wait_for(ActorNurseryBlock& block, std::string name) {
    for (;;) {
        auto waiting = wait_until_listed(name);
        co_await std::move(waiting);
        try {
            auto finding = find(block, name);
            co_return co_await std::move(finding);
        } catch (const NoSuchActor&) {
            // It was stale, and is struck off: the next one will do.
        }
    }
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

void ActorNurseryBlock::adopt(const std::shared_ptr<DialledActor>& actor) {
    dialled_.push_back(actor);
    // Until the block has ended, whatever is cancelled in it may have something to say.
    auto serve = [this, actor] { return actor->peer().serve(*tasks_); };
    tasks_->start_soon([serve] { return runtime::shielded(serve); }, "serve a dialled channel");
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
    for (const auto& actor : dialled_) actor->peer().close();
    try {
        auto joining = tasks_->join();
        co_await std::move(joining);
    } catch (...) {
        error = std::current_exception();
    }
}

}  // namespace hangar::actor
