// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <set>

#include <hangar/backends/ipc/messages.hpp>
#include <hangar/backends/runtime/timer.hpp>
#include <hangar/diag/os/deadline.hpp>
#include <hangar/diag/tasks/tree.hpp>

namespace hangar::actor {

class Peer;

// How long tasks are waited for. A loop that turns answers at once: silence is a sign.
struct GatherLimits {
    os::Duration silence = std::chrono::milliseconds(500);  // until the first word
    os::Duration whole = std::chrono::seconds(1);           // until the last one
};

// An actor's part in gathering the tasks of a tree: reads its own, asks its children for theirs and
// passes on what they report, as it comes. Never waits, so that a wedged child holds up nobody; who
// began it reads what did not come from outside. Belongs to the loop's thread.
class TaskRelay {
  public:
    using Sink = std::function<void(ipc::Bytes actor)>;  // encode(tasks::Actor)
    using Done = std::function<void()>;
    enum class Whom { all_children, other_processes };

    TaskRelay() = default;
    TaskRelay(const TaskRelay&) = delete;
    TaskRelay& operator=(const TaskRelay&) = delete;

    void add_child(Peer& child) { children_.insert(&child); }
    // No peer is used after this.
    void forget(Peer& peer) noexcept;

    // Gives this actor's tasks to `sink` at once, and those below it as they come; then, within the
    // limits, calls `done` once. Neither may throw.
    void gather(Sink sink, Done done, Whom whom);
    // The same for a peer that asked.
    void answer(Peer& asker, std::uint64_t id);
    // What a child of ours reports.
    void take(Peer& from, ipc::TasksReport report);

  private:
    struct Gathering {
        Sink sink;
        Done done;
        Peer* asker = nullptr;
        std::set<Peer*> silent;  // have not said a word
        std::set<Peer*> open;    // have not said the last one
        runtime::Timer silence;
        runtime::Timer whole;
    };
    void ask(std::uint64_t id, Gathering& gathering, Whom whom);
    void drop(std::uint64_t id, Peer& peer);
    void drop_silent(std::uint64_t id);
    void end(std::uint64_t id);

    std::set<Peer*> children_;
    std::map<std::uint64_t, Gathering> gatherings_;
    std::uint64_t last_id_ = 0;
};

// The tasks of the loop that runs on this thread, read where they stand.
[[nodiscard]] tasks::Actor own_tasks();

}  // namespace hangar::actor
