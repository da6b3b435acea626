// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <hangar/backends/actor/actor.hpp>
#include <hangar/backends/actor/actor_nursery.hpp>
#include <hangar/backends/actor/log.hpp>
#include <hangar/backends/actor/service.hpp>
#include <hangar/backends/runtime/errors.hpp>
#include <hangar/backends/runtime/scopes.hpp>

namespace hangar::actor {

using runtime::Task;

// An ActorOptions that crosses channels.
struct ServiceOrder {
    std::string name;
    std::string backend;
    std::string host;
    std::optional<os::Duration> shutdown;
};
HANGAR_SERIALIZE(ServiceOrder, name, backend, host, shutdown);

namespace service_calls {

// What runs at the root: whoever is none passes it on to its parent.

Task<Listing> start(const ServiceOrder& order) {
    Actor& self = Actor::current();
    if (const auto parent = self.parent()) {
        auto asking = Portal(parent).run<&start>(order);
        co_return co_await std::move(asking);
    }
    ActorOptions options(order.backend);
    options.host = order.host;
    options.shutdown = order.shutdown;
    auto starting = self.services_kept().start(order.name, std::move(options));
    co_return co_await std::move(starting);
}

Task<bool> end(ipc::Uuid uuid) {
    Actor& self = Actor::current();
    if (const auto parent = self.parent()) {
        auto asking = Portal(parent).run<&end>(uuid);
        co_return co_await std::move(asking);
    }
    auto ending = self.services_kept().end(uuid);
    co_return co_await std::move(ending);
}

// At the service: where it is, once it is listed.
Task<Listing> own_listing() {
    Actor& self = Actor::current();
    auto listed = self.listed().wait();
    co_await listed;
    co_return Listing{self.identity(), self.address()};
}

}  // namespace service_calls

Task<Listing> start_service(std::string name, ActorOptions options) {
    if (!Actor::current().options().registry)
        throw NoRegistrar(
            "service " + name +
            " could not be found: this tree has no registrar (TreeOptions::registry)");
    const ServiceOrder order{std::move(name), std::move(options.backend), std::move(options.host),
                             options.shutdown};
    auto starting = service_calls::start(order);
    co_return co_await std::move(starting);
}

Task<bool> end_service(Listing service) {
    auto ending = service_calls::end(service.actor.uuid);
    co_return co_await std::move(ending);
}

Task<Listing> ServiceKeeper::start(std::string name, ActorOptions options) {
    const auto started = std::make_shared<Started>();
    auto keeping = [this, name = std::move(name), options = std::move(options), started] {
        return keep(name, options, started);
    };
    Actor::current().services().start_soon(std::move(keeping), "keep a service");
    auto waiting = started->wait();
    co_return co_await waiting;
}

// Its error is its starter's, or nobody's.
Task<void> ServiceKeeper::keep(std::string name, ActorOptions options,
                               std::shared_ptr<Started> started) {
    try {
        auto living = live(name, std::move(options), started);
        co_await std::move(living);
    } catch (const std::exception& e) {
        if (!started->is_given()) {
            started->fail(std::current_exception());
        } else {
            log(LogLevel::warning, "service", fmt::format("service {}: {}", name, e.what()));
        }
    }
}

Task<void> ServiceKeeper::live(std::string name, ActorOptions options,
                               std::shared_ptr<Started> started) {
    auto nursery = co_await open_nursery();
    auto starting = nursery.start_actor(std::move(name), std::move(options));
    const Portal service = co_await std::move(starting);
    auto listing = [&] { return service.run<&service_calls::own_listing>(); };
    auto in_time = runtime::fail_after(Actor::current().options().boot_limit, listing);
    Listing listed = co_await std::move(in_time);
    const struct Kept {
        Kept(std::map<ipc::Uuid, Portal>& s, const Portal& portal) : services(s) {
            place = services.emplace(portal.identity().uuid, portal).first;
        }
        ~Kept() { services.erase(place); }
        Kept(const Kept&) = delete;
        Kept& operator=(const Kept&) = delete;
        std::map<ipc::Uuid, Portal>& services;
        std::map<ipc::Uuid, Portal>::iterator place;
    } kept(services_, service);
    started->give(std::move(listed));
    auto until_ended = service.ended();
    co_await std::move(until_ended);
}

Task<bool> ServiceKeeper::end(ipc::Uuid uuid) {
    const auto service = services_.find(uuid);
    if (service == services_.end()) co_return false;
    auto ending = service->second.cancel_actor();
    co_await std::move(ending);
    co_return true;
}

}  // namespace hangar::actor
