// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <tuple>
#include <utility>

#include <hangar/backends/actor/actor_nursery.hpp>
#include <hangar/backends/supervise/child_spec.hpp>

namespace hangar::supervise {

// An actor among a supervisor's children.
struct ActorChildOptions {
    Restart restart = Restart::permanent;
    actor::ActorOptions where;  // its backend; the tree's if that is empty
    // How long it may take to end once it was asked to: then come SIGTERM and SIGKILL. Empty: what
    // the tree's ladder says.
    std::optional<os::Duration> shutdown;
};

namespace detail {

using ActorBody = std::function<runtime::Task<void>(const actor::Portal&)>;
[[nodiscard]] ChildSpec actor_spec(std::string name, ActorChildOptions options, ActorBody body);

template <auto F>
runtime::Task<void> call(actor::Portal portal, actor::arguments_t<F> arguments) {
    auto calling = std::apply([&](auto&&... args) { return portal.run<F>(std::move(args)...); },
                              std::move(arguments));
    co_await std::move(calling);
}

}  // namespace detail

// An actor that serves until it is ended. It has ended in order if somebody asked it to.
[[nodiscard]] ChildSpec actor_child(std::string name, ActorChildOptions options = {});

// An actor that runs one function: it has ended in order when that has returned.
template <auto F, class... Args>
    requires std::constructible_from<actor::arguments_t<F>, Args...>
[[nodiscard]] ChildSpec actor_child_running(std::string name, ActorChildOptions options,
                                            Args... args) {
    const actor::arguments_t<F> arguments(std::move(args)...);
    auto body = [arguments](const actor::Portal& portal) {
        return detail::call<F>(portal, arguments);
    };
    return detail::actor_spec(std::move(name), std::move(options), std::move(body));
}

}  // namespace hangar::supervise
