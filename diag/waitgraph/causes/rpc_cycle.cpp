// SPDX-License-Identifier: Apache-2.0
// rpc-cycle: each side waits for a message from the other, and nothing is on its way.
// Evidence: both receive on sockets that are each other's ends, with empty queues.
// Guard: a side with another input (a listener, a terminal, a timer) or a time limit is live.
#include <poll.h>

#include <algorithm>
#include <hangar/diag/waitgraph/causes/causes.hpp>

namespace hangar::waitgraph {
namespace {

// A loop that sleeps on input waits for something else than a message.
bool has_unread_input(const Node* node) {
    return std::ranges::any_of(node->thread->wait.fds, [node](const snapshot::Watch& watch) {
        const snapshot::Descriptor* fd = node->process->descriptor(watch.fd);
        return fd != nullptr && std::ranges::any_of(fd->rows, [](const snapshot::EpollRow& row) {
                   return row.current.value_or(false) && (row.ready.value_or(0) & POLLIN) != 0;
               });
    });
}

}  // namespace

void find_rpc_cycle(Scene& scene) {
    for (const Component* circle : scene.circles()) {
        if (scene.kinds(*circle) != std::set{snapshot::WaitKind::socket_read}) continue;
        if (std::ranges::any_of(scene.members(*circle), has_unread_input)) continue;
        Verdict verdict = verdict_on_circle(scene, Cause::rpc_cycle, *circle, "deadlock");
        verdict.advice =
            "Decide who speaks first, and give a request a time limit; check that the last message "
            "was sent whole (flushed).";
        scene.claim(*circle);
        scene.report(std::move(verdict));
    }
}

}  // namespace hangar::waitgraph
