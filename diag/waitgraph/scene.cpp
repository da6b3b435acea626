// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>
#include <signal.h>

#include <algorithm>
#include <array>
#include <hangar/diag/waitgraph/broken_waits.hpp>
#include <hangar/diag/waitgraph/row_watch.hpp>
#include <hangar/diag/waitgraph/scene.hpp>
#include <hangar/diag/waitgraph/text.hpp>

namespace hangar::waitgraph {
namespace {

using snapshot::Descriptor;
using snapshot::FdKind;
using snapshot::WaitKind;
using snapshot::Watch;

WaitKind kind_of_watch(const Descriptor& fd, const Watch& watch) {
    switch (fd.kind) {
        case FdKind::pipe:
        case FdKind::fifo:
            if (watch.write && fd.writes()) return WaitKind::pipe_write;
            return watch.read && fd.reads() ? WaitKind::pipe_read : WaitKind::poll;
        case FdKind::socket:
            return watch.write ? WaitKind::socket_write : WaitKind::socket_read;
        case FdKind::pidfd:
            return WaitKind::child;
        case FdKind::eventfd:
            return WaitKind::eventfd;
        default:
            return WaitKind::poll;
    }
}

// The C++ library's sleep as any atomic does: only their functions tell.
bool is_in_a_semaphore(const snapshot::Thread& thread) {
    constexpr std::array inner{"std::__atomic_semaphore::", "std::__platform_semaphore::"};
    return std::ranges::any_of(thread.frames, [&](const snapshot::Frame& frame) {
        return frame.function.starts_with("std::counting_semaphore") ||
               std::ranges::any_of(inner, [&](const char* name) {
                   return frame.function.find(name) != std::string::npos;
               });
    });
}

// So does a once flag's, for a word that may be anything.
bool is_no_once(const snapshot::Thread& thread) {
    const auto names_it = [](const snapshot::Frame& frame) {
        return frame.function.find("once") != std::string::npos;
    };
    const auto is_named = [](const snapshot::Frame& frame) { return !frame.function.empty(); };
    return std::ranges::any_of(thread.frames, is_named) &&
           std::ranges::none_of(thread.frames, names_it);
}

void doubt_for_handlers(Verdict& verdict, const Node& node) {
    if (!is_broken_by_signals(node.thread->wait.kind)) return;
    if (Picture::timer_signals(*node.process) != 0)
        doubt(verdict, Confidence::possible,
              fmt::format("{} handles a signal that a timer or a file may send it",
                          who(*node.process)));
    else if (Picture::waking_signals(*node.process) != 0)
        doubt(verdict, Confidence::likely,
              fmt::format("{} handles a signal that may break its wait", who(*node.process)));
}

bool is_fed_by_a_write_or_read(WaitKind kind) {
    return is_broken_by_signals(kind) && kind != WaitKind::child && kind != WaitKind::signal &&
           kind != WaitKind::file_lock;
}

// Whether another one of them waits for what this one's process could do in any of its handlers: an
// idle program may pass on by a pipe that it was asked to end.
bool may_feed_another(const Scene& scene, const Node& node, const std::vector<const Node*>& nodes) {
    constexpr std::uint64_t asks_for_an_end = std::uint64_t{1} << (SIGTERM - 1) |
                                              std::uint64_t{1} << (SIGINT - 1) |
                                              std::uint64_t{1} << (SIGQUIT - 1);
    if ((Picture::handled_signals(*node.process) & asks_for_an_end) == 0) return false;
    return std::ranges::any_of(nodes, [&](const Node* other) {
        if (other->process == node.process || !is_fed_by_a_write_or_read(other->thread->wait.kind))
            return false;
        return std::ranges::any_of(other->owners, [&](std::size_t owner) {
            return scene.node(owner).process == node.process;
        });
    });
}

void add_unique(std::vector<pid_t>& list, pid_t id) {
    if (id != 0 && std::ranges::find(list, id) == list.end()) list.push_back(id);
}

}  // namespace

Scene::Scene(const Picture& picture, const Graph& graph)
    : picture_(picture), graph_(graph), claimed_(graph.components().size()) {}

std::vector<const Component*> Scene::open(bool cyclic) const {
    std::vector<const Component*> found;
    const auto& components = graph_.components();
    for (std::size_t i = 0; i < components.size(); ++i)
        if (!claimed_[i] && components[i].sink && components[i].cyclic == cyclic)
            found.push_back(&components[i]);
    return found;
}

std::vector<const Node*> Scene::ends() const {
    std::vector<const Node*> found;
    for (const Component* component : open(false))
        found.push_back(&node(component->members.front()));
    return found;
}

void Scene::claim(const Component& component) {
    claimed_[node(component.members.front()).component] = true;
}

void Scene::claim(const Node& node) {
    claimed_[node.component] = true;
}

std::vector<const Node*> Scene::members(const Component& component) const {
    std::vector<const Node*> nodes;
    for (const std::size_t member : component.members) nodes.push_back(&node(member));
    return nodes;
}

WaitKind Scene::kind(const Node& node) const {
    const auto& wait = node.thread->wait;
    if (wait.kind == WaitKind::atomic && is_in_a_semaphore(*node.thread))
        return WaitKind::semaphore;
    if (wait.kind == WaitKind::call_once && is_no_once(*node.thread)) return WaitKind::atomic;
    if (wait.kind == WaitKind::io && !node.need.live) return WaitKind::eventfd;  // a full one
    if (wait.kind != WaitKind::poll && wait.kind != WaitKind::epoll) return wait.kind;
    std::set<WaitKind> found;
    for (const Watch& watch : wait.fds) {
        const Descriptor* fd = node.process->descriptor(watch.fd);
        if (fd == nullptr) continue;
        if (fd->kind != FdKind::epoll) found.insert(kind_of_watch(*fd, watch));
        for (const auto& row : fd->rows) {
            const Descriptor* target = node.process->descriptor(row.fd);
            if (target != nullptr) found.insert(kind_of_watch(*target, watch_of(row)));
        }
    }
    return found.size() == 1 ? *found.begin() : wait.kind;
}

bool Scene::has_reported(Cause cause, pid_t pid) const {
    return std::ranges::any_of(verdicts_, [&](const Verdict& verdict) {
        return verdict.cause == cause && std::ranges::find(verdict.pids, pid) != verdict.pids.end();
    });
}

std::set<WaitKind> Scene::kinds(const Component& component) const {
    std::set<WaitKind> found;
    for (const Node* member : members(component)) found.insert(kind(*member));
    return found;
}

std::vector<const Node*> Scene::waiters(const Node& node) const {
    std::vector<const Node*> found;
    const auto& nodes = graph_.nodes();
    const auto index = static_cast<std::size_t>(&node - nodes.data());
    for (const Node& each : nodes)
        if (&each != &node && std::ranges::binary_search(each.owners, index))
            found.push_back(&each);
    return found;
}

void add_party(Verdict& verdict, pid_t pid, pid_t tid) {
    add_unique(verdict.pids, pid);
    add_unique(verdict.tids, tid);
}

void doubt(Verdict& verdict, Confidence limit, std::string why) {
    verdict.confidence = std::min(verdict.confidence, limit);
    if (std::ranges::find(verdict.evidence, why) == verdict.evidence.end())
        verdict.evidence.push_back(std::move(why));
}

Verdict verdict_on(const Scene& scene, Cause cause, const std::vector<const Node*>& nodes) {
    constexpr std::size_t most_lines = 20;
    Verdict verdict{.cause = cause, .confidence = Confidence::proven};
    for (const Node* node : nodes) {
        add_party(verdict, node->party.pid, node->party.tid);
        if (verdict.evidence.size() < most_lines)
            verdict.evidence.push_back(evidence_text(scene.snapshot(), *node));
    }
    for (const Node* node : nodes) {
        verdict.confidence = std::min(verdict.confidence, node->need.at_most);
        for (const std::string& why : node->need.doubts) doubt(verdict, node->need.at_most, why);
        doubt_for_handlers(verdict, *node);
        if (may_feed_another(scene, *node, nodes))
            doubt(verdict, Confidence::likely,
                  fmt::format("{} handles a signal that asks it to end, and could do it then",
                              who(*node->process)));
    }
    return verdict;
}

Verdict verdict_on_circle(const Scene& scene, Cause cause, const Component& circle,
                          std::string_view opening) {
    Verdict verdict = verdict_on(scene, cause, scene.members(circle));
    verdict.summary =
        fmt::format("{}: {}", opening, circle_text(scene.snapshot(), scene.graph(), circle));
    for (const std::size_t beside : circle.beside)
        doubt(verdict, Confidence::likely,
              fmt::format("{} waits for what nobody owns", who(scene.node(beside))));
    return verdict;
}

std::string waiters_text(const Scene& scene, const Node& node) {
    const auto waiting = scene.waiters(node);
    if (waiting.empty()) return {};
    std::string text = fmt::format("; {} waits for it", who_where(*waiting.front()));
    if (waiting.size() > 1) text += fmt::format(", and {} more", waiting.size() - 1);
    return text;
}

}  // namespace hangar::waitgraph
