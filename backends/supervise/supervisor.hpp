// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <list>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <vector>

#include <hangar/backends/runtime/event.hpp>
#include <hangar/backends/runtime/nursery.hpp>
#include <hangar/backends/supervise/child_spec.hpp>
#include <hangar/backends/supervise/exit_history.hpp>

namespace hangar::supervise {

// A supervisor has no child of that name, or none any more.
class NoSuchChild : public std::runtime_error {
  public:
    using std::runtime_error::runtime_error;
};

// Keeps children running, as a supervisor of Erlang/OTP does: starts them one after the other, each
// when the one before is ready; starts those that end again, as their kind and the strategy say;
// ends them in the reverse order, one after the other.
//
//   Supervisor supervisor(Strategy::rest_for_one);
//   supervisor.add(actor_child("store"));
//   supervisor.add(actor_child_running<&serve>("web", {}, 8080));
//   co_await supervisor.run();
//
// Belongs to its loop's thread. Requires: it outlives run() and all who wait for it.
class Supervisor {
  public:
    explicit Supervisor(Strategy strategy = Strategy::one_for_one, Intensity intensity = {});
    ~Supervisor();
    Supervisor(const Supervisor&) = delete;
    Supervisor& operator=(const Supervisor&) = delete;

    // Before run(). Throws std::invalid_argument for a name that another child has.
    void add(ChildSpec spec);

    // Until it is cancelled, or no child is left that could be started again. Once.
    // Errors: what a child threw that failed to start the first time; RestartsExceeded; by then all
    // children have ended. What a child throws while it is ended joins that, or is logged when the
    // supervisor goes on.
    [[nodiscard]] runtime::Task<void> run();

    // Waits until each child has started once. Throws NoSuchChild when run() has ended before.
    [[nodiscard]] runtime::Task<void> started();
    // The actor that this child is now; waits while it is being started. Throws NoSuchChild for one
    // that is no actor, and when it will not be started again.
    [[nodiscard]] runtime::Task<actor::Portal> portal(std::string name);
    // How often that child was started again. Throws NoSuchChild.
    [[nodiscard]] std::size_t restarts(const std::string& name) const;

  private:
    struct Child;
    enum class State { waiting, starting, running, ended, done };

    runtime::Task<void> keep();
    runtime::Task<void> attend();
    runtime::Task<bool> take_step();
    runtime::Task<void> live(Child& child);
    runtime::Task<void> settle(Child& failed);
    runtime::Task<void> end(Child& child);
    runtime::Task<void> end_all();
    runtime::Task<void> news();
    void start(Child& child);
    void tell() noexcept;
    void announce(Child& child, std::optional<actor::Portal> portal);
    void note_end(Child& child, std::exception_ptr error);
    [[nodiscard]] Child& find(const std::string& name) const;
    [[nodiscard]] Child* first_in(State state) const noexcept;
    [[nodiscard]] std::size_t index_of(const Child& child) const noexcept;

    Strategy strategy_;
    ExitHistory history_;
    std::vector<std::unique_ptr<Child>> children_;
    std::vector<std::exception_ptr> late_errors_;  // of children, while they were ended
    runtime::Nursery* nursery_ = nullptr;          // where they live, while run() does
    std::list<runtime::Event*> waiters_;           // for any news of a child
    bool stopping_ = false;
    bool over_ = false;
};

}  // namespace hangar::supervise
