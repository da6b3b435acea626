// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <exception>
#include <hangar/backends/actor/actor_nursery.hpp>
#include <hangar/suites/chaos/ledger.hpp>
#include <hangar/suites/chaos/plan.hpp>
#include <stdexcept>

namespace hangar::chaos {

// An error that the plan asks for. Its text is a token that names the actor.
class Planned : public std::runtime_error {
  public:
    explicit Planned(const std::string& actor) : std::runtime_error(token(actor)) {}
    [[nodiscard]] static std::string token(const std::string& actor) {
        return "planned-by-" + actor + ";";
    }
};

// How long a parent may take to be through with a child that it has given up on: what is taken
// back, the rungs of the ladder, and twice that much for processors that are busy.
inline constexpr std::chrono::seconds wind_down{20};

// What one actor does: brings up its children, has them work, and works itself. Notes what it waits
// for, and which errors came to it.
class Life {
  public:
    Life(Node node, const std::string& ledger_path)
        : node_(std::move(node)), ledger_(ledger_path, node_.name) {}
    Life(const Life&) = delete;
    Life& operator=(const Life&) = delete;

    runtime::Task<void> run();
    // Notes an error that came to this actor: whose it was, or that it is of no known type.
    void judge(const std::exception_ptr& error) const;

  private:
    runtime::Task<void> grow();
    runtime::Task<void> work();
    runtime::Task<void> tend(actor::ActorNursery nursery, const Node& child);
    runtime::Task<void> start_and_talk(actor::ActorNursery nursery, const Node& child);
    runtime::Task<void> talk(actor::Portal portal, const Node& child);
    runtime::Task<void> open_and_wait(actor::Portal portal, const Node& child);
    runtime::Task<void> converse_with(actor::Portal portal, const Node& child);
    runtime::Task<void> shoot(actor::ActorNursery nursery, const Node& child);
    void saw_planned(const std::string& text) const;

    Node node_;
    Ledger ledger_;
};

}  // namespace hangar::chaos
