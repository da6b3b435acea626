// SPDX-License-Identifier: Apache-2.0
// promise-never-set: a thread waits for a future whose promise no live thread is left to fulfil.
// Evidence: the future's word, untouched. Guard: any live thread of the process could set it;
// nobody owns a promise, so never proven.
#include <hangar/diag/waitgraph/causes/causes.hpp>
#include <hangar/diag/waitgraph/causes/ownerless.hpp>

namespace hangar::waitgraph {

void find_promise_never_set(Scene& scene) {
    for (const auto& [pid, waiting] : ends_of_kind(scene, {snapshot::WaitKind::future}))
        report_ownerless(scene, waiting, Cause::promise_never_set, "fulfil its promise",
                         "Set a value or an exception on every path, also on the early returns; a "
                         "promise that is destroyed unset reports broken_promise, one that is kept "
                         "does not.");
}

}  // namespace hangar::waitgraph
