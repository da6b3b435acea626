// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <set>
#include <string>
#include <vector>

#include <hangar/diag/waitgraph/graph.hpp>

namespace hangar::waitgraph {

// What the causes look at, one after the other, and where they report. A place where the dead end
// (a sink) is explained once: the first cause that claims it has it.
class Scene {
  public:
    Scene(const Picture& picture, const Graph& graph);

    [[nodiscard]] const Picture& picture() const noexcept { return picture_; }
    [[nodiscard]] const Graph& graph() const noexcept { return graph_; }
    [[nodiscard]] const snapshot::Snapshot& snapshot() const noexcept {
        return picture_.snapshot();
    }

    // Sinks that are circles, resp. single threads that nobody known holds, and not yet claimed.
    [[nodiscard]] std::vector<const Component*> circles() const { return open(true); }
    [[nodiscard]] std::vector<const Node*> ends() const;
    void claim(const Component& component);
    void claim(const Node& node);

    [[nodiscard]] const Node& node(std::size_t index) const { return graph_.nodes()[index]; }
    [[nodiscard]] std::vector<const Node*> members(const Component& component) const;
    // The kinds of wait in a circle; poll and epoll count as what they poll, if it is all alike,
    // and std::counting_semaphore as a semaphore.
    [[nodiscard]] std::set<snapshot::WaitKind> kinds(const Component& component) const;
    [[nodiscard]] snapshot::WaitKind kind(const Node& node) const;
    // Dead threads that wait for this one directly.
    [[nodiscard]] std::vector<const Node*> waiters(const Node& node) const;

    [[nodiscard]] bool has_reported(Cause cause, pid_t pid) const;
    void report(Verdict verdict) { verdicts_.push_back(std::move(verdict)); }
    [[nodiscard]] std::vector<Verdict> take() { return std::move(verdicts_); }

  private:
    [[nodiscard]] std::vector<const Component*> open(bool cyclic) const;

    const Picture& picture_;
    const Graph& graph_;
    std::vector<bool> claimed_;
    std::vector<Verdict> verdicts_;
};

// A verdict with whom it concerns, their evidence and doubts, and the most that can be said.
[[nodiscard]] Verdict verdict_on(const Scene& scene, Cause cause,
                                 const std::vector<const Node*>& nodes);
// The same for a whole circle, with the circle told as its summary behind `opening`.
[[nodiscard]] Verdict verdict_on_circle(const Scene& scene, Cause cause, const Component& circle,
                                        std::string_view opening);

void add_party(Verdict& verdict, pid_t pid, pid_t tid);
// Lowers the confidence to `limit` and says why.
void doubt(Verdict& verdict, Confidence limit, std::string why);
// "; thread 5 "b" of 4 waits for it", and how many more; empty for nobody.
[[nodiscard]] std::string waiters_text(const Scene& scene, const Node& node);

}  // namespace hangar::waitgraph
