// SPDX-License-Identifier: Apache-2.0
// condvar-unsignalled: threads wait on a condition variable (or an atomic) that no live thread is
// left to signal.
// Evidence: waits without a time limit, every sibling dead. Guard: one live thread in the process,
// a signal's handler, or a thread in sigwait that owns a pool, and it gives no verdict; never
// proven.
#include <hangar/diag/waitgraph/causes/causes.hpp>
#include <hangar/diag/waitgraph/causes/ownerless.hpp>

namespace hangar::waitgraph {

void find_condvar_unsignalled(Scene& scene) {
    using snapshot::WaitKind;
    for (const auto& [pid, waiting] : ends_of_kind(scene, {WaitKind::condvar, WaitKind::atomic}))
        report_ownerless(scene, waiting, Cause::condvar_unsignalled, "signal it",
                         "Change the condition under the mutex and notify after each change; wait "
                         "with a predicate, so that a change before the wait is seen.");
}

}  // namespace hangar::waitgraph
