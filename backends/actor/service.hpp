// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <memory>
#include <stdexcept>
#include <string>

#include <hangar/backends/actor/options.hpp>
#include <hangar/backends/actor/portal.hpp>
#include <hangar/backends/actor/registrar.hpp>

namespace hangar::actor {

// Starts an actor that goes on when its starter has ended: a child of the tree's root, whoever
// asks. Returns when it is listed; it is found by its name (find_actor). It ends when it is asked
// to (cancel_actor of any portal to it), by end_service, or with the root's body, by the kill
// ladder. How it ends is nobody's error: the root logs one that ended otherwise. On the current
// actor. Errors: throws NoRegistrar when the tree has none; what start_actor throws, boxed in
// RemoteError where we are not the root; OsError, TimeoutError when it could not be listed.
[[nodiscard]] runtime::Task<Listing> start_service(std::string name, ActorOptions options = {});

// Ends it as a parent ends its child; returns when it is gone. Whether there was one: not of this
// tree, or ended before, is no error.
[[nodiscard]] runtime::Task<bool> end_service(Listing service);

// The services of a tree, kept by its root. Belongs to its loop's thread.
class ServiceKeeper {
  public:
    runtime::Task<Listing> start(std::string name, ActorOptions options);
    runtime::Task<bool> end(ipc::Uuid uuid);

  private:
    using Started = runtime::Reply<Listing>;
    runtime::Task<void> keep(std::string name, ActorOptions options,
                             std::shared_ptr<Started> started);
    runtime::Task<void> live(std::string name, ActorOptions options,
                             std::shared_ptr<Started> started);

    std::map<ipc::Uuid, Portal> services_;
};

}  // namespace hangar::actor
