// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>

#include <hangar/backends/actor/lifetime_stack.hpp>
#include <hangar/backends/actor/options.hpp>
#include <hangar/backends/actor/registrar.hpp>
#include <hangar/backends/actor/remote_actor.hpp>
#include <hangar/backends/actor/service.hpp>
#include <hangar/backends/actor/task_relay.hpp>
#include <hangar/backends/ipc/channel.hpp>
#include <hangar/backends/ipc/greeting.hpp>
#include <hangar/backends/ipc/listener.hpp>
#include <hangar/backends/ipc/spawn_spec.hpp>
#include <hangar/backends/runtime/event.hpp>
#include <hangar/backends/runtime/lock.hpp>
#include <hangar/backends/runtime/nursery.hpp>

namespace hangar::actor {

// A child on its way: its channel, once it has come, or why nobody can be let in.
class Arrival {
  public:
    void give(ipc::Channel channel) {
        channel_.emplace(std::move(channel));
        came_.set();
    }
    void fail(os::Error why) {
        if (!channel_) obstacle_ = std::move(why);
        came_.set();
    }
    [[nodiscard]] bool has_come() const noexcept { return channel_.has_value(); }
    [[nodiscard]] const std::optional<os::Error>& obstacle() const noexcept { return obstacle_; }
    // Set by either.
    [[nodiscard]] runtime::Event& came() noexcept { return came_; }
    [[nodiscard]] ipc::Channel take() { return std::move(*channel_); }

  private:
    std::optional<ipc::Channel> channel_;
    std::optional<os::Error> obstacle_;
    runtime::Event came_;
};

// This actor: who it is, what its tree has in common, where its children reach it. One per loop;
// belongs to the loop's thread.
class Actor {
  public:
    Actor(ipc::Identity identity, TreeOptions options, const os::Secret& secret,
          std::string run_id);
    ~Actor();
    Actor(const Actor&) = delete;
    Actor& operator=(const Actor&) = delete;

    // The actor of the calling thread. Requires: there is one.
    [[nodiscard]] static Actor& current() noexcept;
    [[nodiscard]] static bool exists() noexcept;

    [[nodiscard]] const ipc::Identity& identity() const noexcept { return identity_; }
    [[nodiscard]] const std::string& name() const noexcept { return identity_.name; }
    [[nodiscard]] const TreeOptions& options() const noexcept { return options_; }
    [[nodiscard]] const os::Secret& secret() const noexcept { return secret_; }
    [[nodiscard]] const std::string& run_id() const noexcept { return run_id_; }
    // What is to be put right when this actor ends.
    [[nodiscard]] LifetimeStack& lifetime() noexcept { return lifetime_; }

    [[nodiscard]] TaskRelay& task_relay() noexcept { return task_relay_; }
    // Who asked this actor to end; nothing while nobody has. The first one stays.
    [[nodiscard]] const std::optional<ipc::Identity>& canceller() const noexcept {
        return canceller_;
    }
    void note_canceller(const ipc::Identity& who) {
        if (!canceller_) canceller_ = who;
    }

    // How to end this actor from within its process: set while it can be. On its loop.
    void set_ender(std::function<void(const char* by)> ender) { ender_ = std::move(ender); }
    void ask_to_end(const char* by) const {
        if (ender_) ender_(by);
    }

    // Who started this actor; null for a root, and for a child before and after it serves.
    void set_parent(std::shared_ptr<RemoteActor> parent) noexcept { parent_ = std::move(parent); }
    [[nodiscard]] const std::shared_ptr<RemoteActor>& parent() const noexcept { return parent_; }
    // Who talks to the user (terminal.hpp), and the services of the tree (service.hpp). At the
    // root.
    [[nodiscard]] runtime::Lock& terminal() noexcept { return terminal_; }
    [[nodiscard]] ServiceKeeper& services_kept() noexcept { return services_kept_; }

    // Tasks of the actor itself, which end with it.
    void set_services(runtime::Nursery* services) noexcept { services_ = services; }
    [[nodiscard]] runtime::Nursery& services() noexcept { return *services_; }

    // Where others can dial us, on the tree's transport (on uds where that is pair); the listener
    // is opened when it is first needed. Errors: throws OsError.
    [[nodiscard]] const ipc::Address& address();
    // A child is about to be born: gives the ticket for its hello, which fulfils the arrival. Its
    // welcome holds what it is to be told; nothing for one that was told at its birth.
    [[nodiscard]] ipc::Nonce expect(std::optional<ipc::SpawnSpec> spec, Arrival& arrival);
    void expect_no_more(const ipc::Nonce& ticket) noexcept;
    // The server's side of a handshake; an expected child's arrival is fulfilled, anybody else who
    // knows the run's secret is served, until he leaves. Throws nothing but Cancelled.
    runtime::Task<void> greet(ipc::Connection connection);
    // From here on this actor keeps the tree's registry. Errors: throws OsError.
    void keep_registry();
    // Its registry; null if it keeps none.
    [[nodiscard]] Registrar* registrar() noexcept { return registrar_.get(); }
    // Set when this actor can be found there.
    [[nodiscard]] runtime::Event& listed() noexcept { return listed_; }
    // What a new child is told.
    [[nodiscard]] ipc::SpawnSpec spawn_spec(const std::string& child_name) const;

  private:
    struct Expected {
        std::optional<ipc::SpawnSpec> spec;
        Arrival* arrival;
    };
    runtime::Task<void> accept_children();
    void fail_arrivals(const os::Error& why);
    runtime::Task<void> serve_visitor(ipc::Channel channel);

    ipc::Identity identity_;
    TreeOptions options_;
    os::Secret secret_;
    std::string run_id_;
    LifetimeStack lifetime_;
    std::unique_ptr<Registrar> registrar_;
    runtime::Event listed_;
    std::shared_ptr<RemoteActor> parent_;
    runtime::Lock terminal_;
    ServiceKeeper services_kept_;
    TaskRelay task_relay_;
    std::optional<ipc::Identity> canceller_;
    std::function<void(const char* by)> ender_;
    runtime::Nursery* services_ = nullptr;
    ipc::TicketBook tickets_;
    std::optional<ipc::Listener> listener_;
    std::map<ipc::Nonce, Expected> expected_;
};

}  // namespace hangar::actor
