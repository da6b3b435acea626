// SPDX-License-Identifier: Apache-2.0
// port-held: a thread was refused a TCP port because somebody listens there, pauses, and asks
// again. Evidence, in both samples: the latest call of its that failed said EADDRINUSE, the address
// lies on its stack, and a listener has it: whose, by the descriptors of all processes. Guard: a
// process that listens elsewhere has found another port, and one that is connected to the port's
// holder uses it as its server; others that do look the same, so a port to which somebody is, or
// was a moment ago, connected is only possible; so is one that was asked for by a call that has
// returned, or beside another thread that works; the holder may end, so never proven.
#include <fmt/format.h>

#include <algorithm>
#include <hangar/diag/waitgraph/causes/causes.hpp>
#include <hangar/diag/waitgraph/text.hpp>

namespace hangar::waitgraph {
namespace {

using snapshot::RefusedPort;

const std::vector<Holder>& holders_of(const Scene& scene, const RefusedPort& port) {
    return scene.picture().holders({.kind = snapshot::FdKind::socket, .number = port.holder});
}

std::string holder_text(const snapshot::Process& holder, const snapshot::Process& process) {
    if (holder.pid == process.pid) return "the process itself";
    return fmt::format("{} ({}, started {} it)", who(holder),
                       holder.in_tree ? "of the same tree" : "none of this tree",
                       holder.start_time <= process.start_time ? "before" : "after");
}

std::string holders_text(const Scene& scene, const RefusedPort& port,
                         const snapshot::Process& process) {
    const auto& holders = holders_of(scene, port);
    if (holders.empty()) return "a process that may not be looked at";
    std::string text = holder_text(*holders.front().process, process);
    if (holders.size() > 1) text += fmt::format(", and {} more", holders.size() - 1);
    return text;
}

// Another thread of the process goes on by itself: this one need not be what it is there for.
bool has_other_work(const Scene& scene, const Node& node) {
    const auto threads = scene.graph().nodes_of({node.party.pid, 0});
    return std::ranges::any_of(threads, [&](std::size_t index) {
        const Node& other = scene.node(index);
        return other.party.tid != node.party.tid && other.need.live;
    });
}

void judge(Scene& scene, const RefusedPort& port, const Node& node) {
    Verdict verdict = verdict_on(scene, Cause::port_held, {&node});
    verdict.summary = fmt::format("{} asks for {} in vain: {} listens there", who_where(node),
                                  port.address, holders_text(scene, port, *node.process));
    verdict.evidence.push_back(
        fmt::format("its latest call that failed said EADDRINUSE; {} is held by socket {}",
                    port.held_as, port.holder));
    for (const Holder& holder : holders_of(scene, port)) {
        add_party(verdict, holder.process->pid, 0);
        verdict.evidence.push_back(
            fmt::format("{} has it as descriptor {}", who(*holder.process), holder.fd->number));
    }
    verdict.advice =
        "End the holder if it is left over (hangar reap); close listeners in children that do not "
        "serve them; let tests ask for port 0 and tell whoever needs it.";
    doubt(verdict, Confidence::likely, "the holder may let it go");
    if (port.visited)
        doubt(verdict, Confidence::possible,
              "somebody is or was just connected to that port: it may be served, not wanted");
    if (port.stale)
        doubt(verdict, Confidence::possible, "it may have asked once, long ago, and not again");
    if (has_other_work(scene, node))
        doubt(verdict, Confidence::possible, "another thread of it works");
    scene.report(std::move(verdict));
}

}  // namespace

void find_port_held(Scene& scene) {
    for (const RefusedPort& port : scene.snapshot().refused_ports)
        if (const Node* node = scene.graph().find({port.pid, port.tid})) judge(scene, port, *node);
}

}  // namespace hangar::waitgraph
