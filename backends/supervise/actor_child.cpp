// SPDX-License-Identifier: Apache-2.0
#include <hangar/backends/supervise/actor_child.hpp>

namespace hangar::supervise {
namespace {

using runtime::Task;

Task<void> live(Incarnation& incarnation, std::string name, actor::ActorOptions where,
                detail::ActorBody body) {
    auto nursery = co_await actor::open_nursery();
    auto starting = nursery.start_actor(std::move(name), std::move(where));
    const actor::Portal portal = co_await std::move(starting);
    incarnation.ready(portal);
    auto running = body(portal);
    co_await std::move(running);
}

}  // namespace

ChildSpec detail::actor_spec(std::string name, ActorChildOptions options, ActorBody body) {
    actor::ActorOptions where = std::move(options.where);
    where.shutdown = options.shutdown;
    ChildSpec spec;
    spec.name = name;
    spec.restart = options.restart;
    spec.body = [name = std::move(name), where, body = std::move(body)](Incarnation& incarnation) {
        return live(incarnation, name, where, body);
    };
    return spec;
}

ChildSpec actor_child(std::string name, ActorChildOptions options) {
    auto body = [](const actor::Portal& portal) { return portal.ended(); };
    return detail::actor_spec(std::move(name), std::move(options), body);
}

}  // namespace hangar::supervise
