// SPDX-License-Identifier: Apache-2.0
#include <hangar/backends/actor/actor.hpp>
#include <hangar/backends/actor/dialled_actor.hpp>
#include <hangar/backends/ipc/connection.hpp>
#include <hangar/backends/ipc/greeting.hpp>
#include <hangar/backends/runtime/errors.hpp>
#include <hangar/backends/runtime/scopes.hpp>

namespace hangar::actor {
namespace {

constexpr std::chrono::seconds dial_limit{5};

}  // namespace

runtime::Task<void> DialledActor::end(const char* reason) {
    const LadderTimes times = Actor::current().options().ladder;
    const bool acknowledged = co_await peer().cancel_actor(reason, times.acknowledge);
    if (!acknowledged) co_return;
    auto ending = [this]() -> runtime::Task<void> {
        auto ended = peer().ended().wait();
        co_await ended;
    };
    auto bounded = runtime::move_on_after(times.soft, ending);
    static_cast<void>(co_await std::move(bounded));
}

runtime::Task<std::shared_ptr<DialledActor>> dial_actor(ipc::Address address) {
    if (address.transport() == ipc::Transport::pair)
        throw runtime::OsError({ENOTSUP, "dial", address.text() + ": a pair has no listener"});
    const Actor& self = Actor::current();
    auto dialling = ipc::dial(std::move(address), dial_limit);
    auto connection = co_await std::move(dialling);
    auto joining =
        ipc::join(std::move(connection), self.secret(), self.identity(), std::nullopt, dial_limit);
    ipc::Joined joined = co_await std::move(joining);
    co_return std::make_shared<DialledActor>(std::move(joined.channel), self.identity());
}

}  // namespace hangar::actor
