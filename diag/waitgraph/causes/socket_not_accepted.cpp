// SPDX-License-Identifier: Apache-2.0
// socket-not-accepted: a client waits on a connection that no thread of the listener's holders is
// going to accept.
// Evidence: the connection is in the listener's backlog, and nobody is in accept or polls it.
// Guard: a holder that runs, or waits with a time limit or for the world outside, may accept yet.
#include <fmt/format.h>

#include <algorithm>
#include <hangar/diag/waitgraph/causes/causes.hpp>
#include <hangar/diag/waitgraph/text.hpp>

namespace hangar::waitgraph {
namespace {

using snapshot::Descriptor;
using snapshot::Process;
using snapshot::Socket;
using snapshot::Thread;
using snapshot::WaitKind;

constexpr const char* accept_advice =
    "Accept in a loop of its own, or close the listener so that clients are refused.";

// The listener whose backlog holds the connection that the thread waits on; null for none.
const Socket* listener_of(const Scene& scene, const Node& node) {
    const auto& wait = node.thread->wait;
    if (!node.thread->settled || wait.ends_by_itself() || wait.fds.size() != 1) return nullptr;
    const Descriptor* fd = node.process->descriptor(wait.fds.front().fd);
    const Socket* socket = fd != nullptr ? scene.snapshot().socket(fd->inode) : nullptr;
    const bool waits = fd != nullptr && fd->kind == snapshot::FdKind::socket && socket != nullptr;
    const Socket* listener =
        waits && socket->waiting_at != 0 ? scene.snapshot().socket(socket->waiting_at) : nullptr;
    return listener != nullptr && listener->backlog > 0 ? listener : nullptr;
}

bool watches(const Process& process, const Descriptor& set, std::uint64_t inode) {
    return std::ranges::any_of(set.rows, [&](const snapshot::EpollRow& row) {
        const Descriptor* target = process.descriptor(row.fd);
        return target != nullptr && target->inode == inode;
    });
}

bool looks_at(const Process& process, const Thread& thread, std::uint64_t inode) {
    return std::ranges::any_of(thread.wait.fds, [&](const snapshot::Watch& watch) {
        const Descriptor* fd = process.descriptor(watch.fd);
        return fd != nullptr && (fd->inode == inode || watches(process, *fd, inode));
    });
}

// Asleep for good but for a signal: it will not come to accept by itself.
bool will_not_accept(const Process& process, const Thread& thread, std::uint64_t inode) {
    return thread.settled && thread.wait.kind == WaitKind::signal &&
           !looks_at(process, thread, inode);
}

bool nobody_will_accept(const Scene& scene, const Socket& listener) {
    const auto& holders =
        scene.picture().holders({.kind = snapshot::FdKind::socket, .number = listener.inode});
    return !holders.empty() && std::ranges::all_of(holders, [&](const Holder& holder) {
        return std::ranges::all_of(holder.process->threads, [&](const Thread& thread) {
            const Node* node = scene.graph().find({holder.process->pid, thread.tid});
            return thread.ended() || (node != nullptr && !node->live) ||
                   will_not_accept(*holder.process, thread, listener.inode);
        });
    });
}

std::string summary(const Scene& scene, const Node& node, const Socket& listener) {
    const auto& holders =
        scene.picture().holders({.kind = snapshot::FdKind::socket, .number = listener.inode});
    return fmt::format(
        "{} waits on a connection to {} that nobody accepts ({} in its queue): {} does not look at "
        "the listener that it holds",
        who_where(node), listener.name.empty() ? "a listener" : listener.name,
        counted(listener.backlog, "connection"),
        holders.empty() ? "its owner" : who(*holders.front().process));
}

void finish(Scene& scene, const Node& node, const Socket& listener, Verdict verdict) {
    verdict.summary = summary(scene, node, listener);
    verdict.advice = accept_advice;
    for (const Holder& holder :
         scene.picture().holders({.kind = snapshot::FdKind::socket, .number = listener.inode}))
        add_party(verdict, holder.process->pid, 0);
    scene.report(std::move(verdict));
}

}  // namespace

void find_socket_not_accepted(Scene& scene) {
    for (const Component* circle : scene.circles())
        for (const Node* node : scene.members(*circle)) {
            const Socket* listener = listener_of(scene, *node);
            if (listener == nullptr) continue;
            scene.claim(*circle);
            finish(scene, *node, *listener,
                   verdict_on(scene, Cause::socket_not_accepted, scene.members(*circle)));
            break;
        }
    for (const Node& node : scene.graph().nodes()) {
        const Socket* listener = listener_of(scene, node);
        const bool in_circle = !node.live && scene.graph().components()[node.component].cyclic;
        if (listener == nullptr || in_circle || !nobody_will_accept(scene, *listener)) continue;
        if (!node.live && !node.owners.empty()) continue;  // what holds up the holder is the cause
        Verdict verdict = verdict_on(scene, Cause::socket_not_accepted, {&node});
        if (node.live) doubt(verdict, Confidence::likely, "a signal could make the holder accept");
        if (!node.live) scene.claim(node);
        finish(scene, node, *listener, std::move(verdict));
    }
}

}  // namespace hangar::waitgraph
