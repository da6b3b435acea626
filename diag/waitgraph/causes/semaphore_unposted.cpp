// SPDX-License-Identifier: Apache-2.0
// semaphore-unposted: a thread waits for a semaphore (or an eventfd) that no live thread is left to
// post.
// Evidence: its count is 0 in both samples. Guard: any live thread or holder could post, a signal's
// handler, too; nobody owns a semaphore, so never proven.
#include <hangar/diag/waitgraph/causes/causes.hpp>
#include <hangar/diag/waitgraph/causes/ownerless.hpp>

namespace hangar::waitgraph {

void find_semaphore_unposted(Scene& scene) {
    using snapshot::WaitKind;
    for (const auto& [pid, waiting] : ends_of_kind(scene, {WaitKind::semaphore, WaitKind::eventfd}))
        report_ownerless(
            scene, waiting, Cause::semaphore_unposted, "post it",
            "Post on every path of the thread that should, also when it fails; or wait "
            "with a time limit.");
}

}  // namespace hangar::waitgraph
