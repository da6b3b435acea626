// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <list>
#include <stdexcept>
#include <string>
#include <vector>

#include <hangar/backends/ipc/address.hpp>
#include <hangar/backends/ipc/identity.hpp>
#include <hangar/backends/runtime/event.hpp>
#include <hangar/backends/runtime/task.hpp>

namespace hangar::actor {

// An actor that can be found, and where.
struct Listing {
    ipc::Identity actor;
    ipc::Address address;
    friend bool operator==(const Listing&, const Listing&) = default;
};
HANGAR_SERIALIZE(Listing, actor, address);

// No actor of that name is listed, or none of those that are lives.
class NoSuchActor : public std::runtime_error {
  public:
    using std::runtime_error::runtime_error;
};

// The tree has no registrar, or the actor that was asked is none.
class NoRegistrar : public std::runtime_error {
  public:
    using std::runtime_error::runtime_error;
};

// Who can be found in a tree: kept by one actor, asked by all. Belongs to its loop's thread.
class Registrar {
  public:
    // Lists an actor for as long as this lives.
    class Entry {
      public:
        Entry(Registrar& registrar, Listing listing);
        ~Entry();
        Entry(const Entry&) = delete;
        Entry& operator=(const Entry&) = delete;

      private:
        Registrar& registrar_;
        ipc::Uuid uuid_;
    };

    // Those of that name, the latest first; all for an empty one.
    [[nodiscard]] std::vector<Listing> find(const std::string& name) const;
    // Until one of that name is listed.
    runtime::Task<void> wait_for(std::string name);
    // Whether it was listed; it no longer is.
    bool strike(const ipc::Uuid& uuid) noexcept;

  private:
    struct Waiter {
        explicit Waiter(std::string n) : name(std::move(n)) {}
        std::string name;
        runtime::Event came;
    };
    class Waiting;
    std::vector<Listing> listings_;
    std::list<Waiter> waiters_;
};

// Asks the tree's registrar, on the current actor. All throw NoRegistrar when the tree has none,
// RemoteError that boxes it when who is asked is none, OsError when nobody is there.

// Who is listed under that name; nobody: empty.
[[nodiscard]] runtime::Task<std::vector<Listing>> query_actor(std::string name);
// Until somebody is.
[[nodiscard]] runtime::Task<void> wait_until_listed(std::string name);
// Purges a listing whose address nobody serves.
[[nodiscard]] runtime::Task<bool> strike_listing(ipc::Uuid uuid);

// Lists this actor until the task is cancelled, or the registrar is gone. Throws nothing else.
[[nodiscard]] runtime::Task<void> stay_listed();

}  // namespace hangar::actor
