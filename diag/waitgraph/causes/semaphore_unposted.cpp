// SPDX-License-Identifier: Apache-2.0
// semaphore-unposted: a thread waits for a semaphore (an eventfd, a message queue) that no live
// thread is left to post.
// Evidence: its count is 0 in both samples. Guard: any live thread or holder could post, a signal's
// handler, too; nobody owns a semaphore, so never proven.
#include <hangar/diag/waitgraph/causes/causes.hpp>
#include <hangar/diag/waitgraph/causes/ownerless.hpp>

namespace hangar::waitgraph {
namespace {

bool is_queue(const Node& node) {
    return node.thread->wait.path.starts_with("message queue");
}

// An eventfd that takes no more.
bool is_full(const Node& node) {
    return node.thread->wait.kind == snapshot::WaitKind::io;
}

std::string_view deed_for(const Node& node) {
    if (is_queue(node)) return "use its other side";
    return is_full(node) ? "read it" : "post it";
}

}  // namespace

void find_semaphore_unposted(Scene& scene) {
    using snapshot::WaitKind;
    for (const auto& [pid, waiting] : ends_of_kind(scene, {WaitKind::semaphore, WaitKind::eventfd}))
        report_ownerless(
            scene, waiting, Cause::semaphore_unposted, deed_for(*waiting.front()),
            is_full(*waiting.front())
                ? "Read it wherever it is written to, or make it EFD_NONBLOCK: its counter is full."
                : "Post on every path of the thread that should, also when it fails; or wait "
                  "with a time limit.");
}

}  // namespace hangar::waitgraph
