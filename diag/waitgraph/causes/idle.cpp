// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <hangar/diag/waitgraph/causes/idle.hpp>
#include <set>

namespace hangar::waitgraph {
namespace {

using snapshot::Thread;
using snapshot::WaitKind;

constexpr std::chrono::minutes idle_sleep{5};

bool sleeps_long(const Thread& thread) {
    return thread.wait.kind == WaitKind::sleep && thread.wait.timeout &&
           *thread.wait.timeout >= idle_sleep;
}

// Looks through waits for others, for a child's end for one, at those.
class Idleness {
  public:
    explicit Idleness(const Scene& scene) : scene_(scene) {}

    bool covers(const snapshot::Process& process) {
        if (!asked_.insert(process.pid).second) return true;  // it is being looked at
        return std::ranges::all_of(process.threads, [&](const Thread& thread) {
            const Node* node = scene_.graph().find({process.pid, thread.tid});
            return node == nullptr || !node->live || covers(*node);
        });
    }

  private:
    bool covers(const Node& node) {
        const Thread& thread = *node.thread;
        if (!thread.settled) return false;
        if (thread.wait.kind == WaitKind::signal || sleeps_long(thread)) return true;
        return !node.need.live && std::ranges::all_of(node.need.all, [&](const Clause& clause) {
            return !clause.outside && std::ranges::all_of(clause.any, [&](const Waker& waker) {
                const auto* process = scene_.picture().process(waker.who.pid);
                return process != nullptr && covers(*process);
            });
        });
    }

    const Scene& scene_;
    std::set<pid_t> asked_;
};

}  // namespace

bool is_idle_for_long(const Scene& scene, const snapshot::Process& process) {
    return Idleness(scene).covers(process);
}

}  // namespace hangar::waitgraph
