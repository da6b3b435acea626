// SPDX-License-Identifier: Apache-2.0
// eof-own-writer: a reader waits for the end of a pipe whose only write ends its own process has
// kept open.
// Evidence: the pipe is empty, and every write end is in the reader's process. Guard: a sibling
// that lives may write; a handler of a signal may, too (a pipe to oneself): then it is only
// possible.
#include <fmt/format.h>

#include <algorithm>
#include <hangar/diag/waitgraph/causes/causes.hpp>
#include <hangar/diag/waitgraph/causes/pipe_ends.hpp>
#include <hangar/diag/waitgraph/text.hpp>

namespace hangar::waitgraph {

void find_eof_own_writer(Scene& scene) {
    for (const Node* node : scene.ends()) {
        const auto sources = only_sources(*node);
        const auto is_own = [&](const snapshot::Descriptor* fd) {
            const auto writers = writers_of(scene.picture(), *fd);
            return writers.size() == 1 && writers.front() == node->process;
        };
        if (sources.empty() || !std::ranges::all_of(sources, is_own)) continue;
        Verdict verdict = verdict_on(scene, Cause::eof_own_writer, {node});
        verdict.summary = fmt::format(
            "{} waits for data or the end of {}, which is empty and whose only other end is open "
            "in "
            "its own process{}",
            who_where(*node), descriptor_text(scene.snapshot(), *sources.front()),
            waiters_text(scene, *node));
        verdict.advice =
            "Close the write end in the reader as soon as the writer has its own "
            "(after fork, or before reading).";
        scene.claim(*node);
        scene.report(std::move(verdict));
    }
}

}  // namespace hangar::waitgraph
