// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <optional>
#include <string>

#include <hangar/backends/actor/portal.hpp>
#include <hangar/backends/runtime/task.hpp>
#include <hangar/backends/supervise/policy.hpp>

namespace hangar::supervise {

// One life of a child, as its body sees it. On the supervisor's loop.
class Incarnation {
  public:
    // It has started: the next child may. Idempotent.
    void ready() { announce_(std::nullopt); }
    // The same of an actor, which others reach by the supervisor's portal().
    void ready(actor::Portal portal) { announce_(std::move(portal)); }

  private:
    friend class Supervisor;
    explicit Incarnation(std::function<void(std::optional<actor::Portal>)> announce)
        : announce_(std::move(announce)) {}
    std::function<void(std::optional<actor::Portal>)> announce_;
};

// What a child is. actor_child (actor_child.hpp) makes one of an actor; a body of its own may be
// anything: another supervisor's run(), for one.
struct ChildSpec {
    std::string name;  // unique in its supervisor
    Restart restart = Restart::permanent;
    // Runs until the child has ended: returns if that was in order, throws if not. To end it, it is
    // cancelled, and waited for as long as it takes: its own clean-up must be bounded.
    std::function<runtime::Task<void>(Incarnation&)> body;
};

}  // namespace hangar::supervise
