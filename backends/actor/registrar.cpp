// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>
#include <hangar/backends/actor/actor.hpp>
#include <hangar/backends/actor/actor_nursery.hpp>
#include <hangar/backends/actor/callee.hpp>
#include <hangar/backends/actor/log.hpp>
#include <hangar/backends/actor/registrar.hpp>
#include <hangar/backends/runtime/errors.hpp>
#include <hangar/backends/runtime/sleep.hpp>

namespace hangar::actor {

using runtime::Task;

Registrar::Entry::Entry(Registrar& registrar, Listing listing)
    : registrar_(registrar), uuid_(listing.actor.uuid) {
    const std::string name = listing.actor.name;
    registrar_.listings_.push_back(std::move(listing));
    for (Waiter& waiter : registrar_.waiters_) {
        if (waiter.name == name) waiter.came.set();
    }
}

Registrar::Entry::~Entry() {
    registrar_.strike(uuid_);
}

std::vector<Listing> Registrar::find(const std::string& name) const {
    std::vector<Listing> found;
    for (auto listing = listings_.rbegin(); listing != listings_.rend(); ++listing) {
        if (name.empty() || listing->actor.name == name) found.push_back(*listing);
    }
    return found;
}

// In the line of those who wait, for as long as this lives.
class Registrar::Waiting {
  public:
    Waiting(Registrar& registrar, std::string name)
        : registrar_(registrar),
          place_(registrar.waiters_.emplace(registrar.waiters_.end(), std::move(name))) {}
    ~Waiting() { registrar_.waiters_.erase(place_); }
    Waiting(const Waiting&) = delete;
    Waiting& operator=(const Waiting&) = delete;

    [[nodiscard]] runtime::Event& came() const noexcept { return place_->came; }

  private:
    Registrar& registrar_;
    std::list<Waiter>::iterator place_;
};

Task<void> Registrar::wait_for(std::string name) {
    if (!find(name).empty()) co_return;
    const Waiting place(*this, std::move(name));
    auto waiting = place.came().wait();
    co_await waiting;
}

bool Registrar::strike(const ipc::Uuid& uuid) noexcept {
    return std::erase_if(listings_,
                         [&](const Listing& listing) { return listing.actor.uuid == uuid; }) > 0;
}

namespace registrar_calls {

// What runs at the actor that keeps the registry.

Registrar& here() {
    Registrar* registrar = Actor::current().registrar();
    if (registrar != nullptr) return *registrar;
    throw NoRegistrar(fmt::format("actor {} is no registrar", Actor::current().identity().text()));
}

// An actor is listed for as long as this context lasts: it is struck off when it ends, is
// cancelled, or its channel breaks.
Task<void> list(Callee<void> caller, Listing listing) {
    const Registrar::Entry entry(here(), std::move(listing));
    co_await caller.started();
    auto until_cancelled = runtime::sleep_forever();
    co_await until_cancelled;
}

std::vector<Listing> find(const std::string& name) {
    return here().find(name);
}

Task<void> wait_for(std::string name) {
    auto waiting = here().wait_for(std::move(name));
    co_await std::move(waiting);
}

bool strike(const ipc::Uuid& uuid) {
    return here().strike(uuid);
}

}  // namespace registrar_calls

namespace {

ipc::Address address_of_registrar() {
    const auto& registrars = Actor::current().options().registrars;
    if (registrars.empty()) throw NoRegistrar("this tree has no registrar (TreeOptions::registry)");
    return registrars.front();
}

Task<void> stay_listed_remotely() {
    Actor& self = Actor::current();
    const Listing listing{self.identity(), self.address()};
    auto nursery = co_await open_nursery();
    auto dialling = nursery.dial(address_of_registrar());
    const Portal registrar = co_await std::move(dialling);
    auto opening = registrar.open_context<&registrar_calls::list>(listing);
    auto listed = co_await opening;
    self.listed().set();
    auto until_cancelled = runtime::sleep_forever();
    co_await until_cancelled;
}

}  // namespace

Task<std::vector<Listing>> query_actor(std::string name) {
    if (Registrar* here = Actor::current().registrar(); here != nullptr) co_return here->find(name);
    auto nursery = co_await open_nursery();
    auto dialling = nursery.dial(address_of_registrar());
    const Portal registrar = co_await std::move(dialling);
    auto asking = registrar.run<&registrar_calls::find>(std::move(name));
    co_return co_await std::move(asking);
}

Task<void> wait_until_listed(std::string name) {
    if (Registrar* here = Actor::current().registrar(); here != nullptr) {
        auto waiting = here->wait_for(std::move(name));
        co_return co_await std::move(waiting);
    }
    auto nursery = co_await open_nursery();
    auto dialling = nursery.dial(address_of_registrar());
    const Portal registrar = co_await std::move(dialling);
    auto asking = registrar.run<&registrar_calls::wait_for>(std::move(name));
    co_await std::move(asking);
}

Task<bool> strike_listing(ipc::Uuid uuid) {
    if (Registrar* here = Actor::current().registrar(); here != nullptr)
        co_return here->strike(uuid);
    auto nursery = co_await open_nursery();
    auto dialling = nursery.dial(address_of_registrar());
    const Portal registrar = co_await std::move(dialling);
    auto asking = registrar.run<&registrar_calls::strike>(uuid);
    co_return co_await std::move(asking);
}

Task<void> stay_listed() {
    Actor& self = Actor::current();
    try {
        if (Registrar* here = self.registrar(); here != nullptr) {
            const Registrar::Entry entry(*here, {self.identity(), self.address()});
            self.listed().set();
            auto until_cancelled = runtime::sleep_forever();
            co_await until_cancelled;
        }
        auto listed = stay_listed_remotely();
        co_await std::move(listed);
    } catch (const std::exception& e) {
        log(LogLevel::warning, "registrar",
            fmt::format("{} is not listed: {}", self.name(), e.what()));
    }
}

}  // namespace hangar::actor
