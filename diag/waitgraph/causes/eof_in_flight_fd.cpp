// SPDX-License-Identifier: Apache-2.0
// eof-in-flight-fd: a reader waits for the end of a pipe whose write end nobody has: it lies in a
// message to a socket that nobody has received.
// Evidence: a blocked read, no process with a write end, and descriptors in flight somewhere.
// Guard: both samples, and a receiver that lives may receive it yet (but not one that only waits
// for signals); which descriptors are in flight cannot be seen, so never proven.
#include <fmt/format.h>

#include <algorithm>
#include <hangar/diag/waitgraph/causes/causes.hpp>
#include <hangar/diag/waitgraph/causes/pipe_ends.hpp>
#include <hangar/diag/waitgraph/text.hpp>

namespace hangar::waitgraph {
void find_eof_in_flight_fd(Scene& scene) {
    const auto& sockets = scene.picture().receivers();
    if (sockets.empty()) return;
    for (const Node* node : scene.ends()) {
        const auto sources = only_sources(*node);
        const auto is_orphaned = [&](const snapshot::Descriptor* fd) {
            return fd->kind != snapshot::FdKind::socket && writers_of(scene.picture(), *fd).empty();
        };
        if (sources.empty() || !std::ranges::all_of(sources, is_orphaned)) continue;
        Verdict verdict = verdict_on(scene, Cause::eof_in_flight_fd, {node});
        const Holder& receiver = sockets.front();
        add_party(verdict, receiver.process->pid, 0);
        verdict.summary = fmt::format(
            "{} waits for the end of {}, whose write end no process holds: it probably is among "
            "what was sent to {} of {} and not received ({})",
            who_where(*node), descriptor_text(scene.snapshot(), *sources.front()),
            descriptor_text(scene.snapshot(), *receiver.fd), who(*receiver.process),
            counted(receiver.fd->in_flight, "descriptor"));
        verdict.advice = "Receive (or close) the socket that the descriptors were sent to.";
        doubt(verdict, Confidence::likely, "which descriptors are in flight cannot be seen");
        scene.claim(*node);
        scene.report(std::move(verdict));
    }
}

}  // namespace hangar::waitgraph
