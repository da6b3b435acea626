// SPDX-License-Identifier: Apache-2.0
// file-lock-cycle: processes that each hold the file lock that the next one waits for.
// Evidence: /proc/locks says what waits for what; who holds it, the descriptors themselves.
// Guard: the pid that took a lock counts only for POSIX locks; the kernel refuses circles of those.
#include <hangar/diag/waitgraph/causes/causes.hpp>

namespace hangar::waitgraph {

void find_file_lock_cycle(Scene& scene) {
    for (const Component* circle : scene.circles()) {
        if (scene.kinds(*circle) != std::set{snapshot::WaitKind::file_lock}) continue;
        Verdict verdict = verdict_on_circle(scene, Cause::file_lock_cycle, *circle, "deadlock");
        verdict.advice =
            "Lock these files in one order everywhere, or try with LOCK_NB and give up.";
        scene.claim(*circle);
        scene.report(std::move(verdict));
    }
}

}  // namespace hangar::waitgraph
